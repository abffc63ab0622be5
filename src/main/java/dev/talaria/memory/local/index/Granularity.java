package dev.talaria.memory.local.index;

/** What counts as one document. All views are derived from the same postings while a query runs, so that late neighbours cost nothing. */
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
    /** A turn and the one before. */
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
    /** A turn and two on either side. */
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

    /** The document that a turn stands for. */
    int document(TurnTable turns, int turn) {
        return turn;
    }

    /** Counts a turn's term in each document that holds the turn. */
    abstract void spread(TurnTable turns, int turn, int frequency, Tally tally);

    abstract double relativeLength(TurnTable turns, int document);
}
