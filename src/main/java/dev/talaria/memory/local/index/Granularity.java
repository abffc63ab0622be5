package dev.talaria.memory.local.index;

/**
 * What counts as one document. All granularities are computed from the same postings during a query, so that later neighbours cost nothing.
 */
enum Granularity {
    /** A turn alone. */
    TURN {
        @Override
        void spread(TurnTable turns, int turn, int frequency, Tally tally) {
            tally.add(turn, frequency);
        }

        @Override
        double relativeLength(TurnTable turns, int document) {
            return turns.length(document) / turns.meanLength();
        }
    },
    /** A turn and the one before it. */
    PAIR {
        @Override
        void spread(TurnTable turns, int turn, int frequency, Tally tally) {
            tally.add(turn, frequency);
            if (turns.next(turn) >= 0) {
                tally.add(turns.next(turn), frequency);
            }
        }

        @Override
        double relativeLength(TurnTable turns, int document) {
            return turns.pairLength(document) / turns.meanPairLength();
        }
    },
    /** A turn and the two on either side. */
    WINDOW {
        @Override
        void spread(TurnTable turns, int turn, int frequency, Tally tally) {
            tally.add(turn, frequency);
            int before = turns.previous(turn);
            int after = turns.next(turn);
            for (int step = 0; step < TurnTable.REACH; step++) {
                if (before >= 0) {
                    tally.add(before, frequency);
                    before = turns.previous(before);
                }
                if (after >= 0) {
                    tally.add(after, frequency);
                    after = turns.next(after);
                }
            }
        }

        @Override
        double relativeLength(TurnTable turns, int document) {
            return turns.windowLength(document) / turns.meanWindowLength();
        }
    },
    /** A whole session. */
    SESSION {
        @Override
        int documents(TurnTable turns) {
            return turns.sessionCount();
        }

        @Override
        int document(TurnTable turns, int turn) {
            return turns.sessionOf(turn);
        }

        @Override
        void spread(TurnTable turns, int turn, int frequency, Tally tally) {
            tally.add(turns.sessionOf(turn), frequency);
        }

        @Override
        double relativeLength(TurnTable turns, int document) {
            return turns.sessionLength(document) / turns.meanSessionLength();
        }
    };

    int documents(TurnTable turns) {
        return turns.size();
    }

    /** Returns the document of a turn. */
    int document(TurnTable turns, int turn) {
        return turn;
    }

    /** Counts a turn's term in each document that contains the turn. */
    abstract void spread(TurnTable turns, int turn, int frequency, Tally tally);

    abstract double relativeLength(TurnTable turns, int document);
}
