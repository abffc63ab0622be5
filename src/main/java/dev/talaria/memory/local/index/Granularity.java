package dev.talaria.memory.local.index;

/**
 * What counts as one document. All granularities are computed from the same postings during a query, so that later neighbours cost nothing.
 * Each has a loop of its own: a call for each entry would cost more than the work.
 */
enum Granularity {
    /** A turn alone. */
    TURN {
        @Override
        void spread(TurnTable turns, Postings postings, int term, Tally tally) {
            for (int i = 0; i < postings.size(term); i++) {
                tally.add(postings.turn(term, i), postings.frequency(term, i));
            }
        }

        @Override
        int[] lengths(TurnTable turns) {
            return turns.lengths();
        }

        @Override
        double meanLength(TurnTable turns) {
            return turns.meanLength();
        }
    },
    /** A turn and the one before it. */
    PAIR {
        @Override
        void spread(TurnTable turns, Postings postings, int term, Tally tally) {
            for (int i = 0; i < postings.size(term); i++) {
                int turn = postings.turn(term, i);
                int frequency = postings.frequency(term, i);
                tally.add(turn, frequency);
                if (turns.next(turn) >= 0) {
                    tally.add(turns.next(turn), frequency);
                }
            }
        }

        @Override
        int[] lengths(TurnTable turns) {
            return turns.pairLengths();
        }

        @Override
        double meanLength(TurnTable turns) {
            return turns.meanPairLength();
        }
    },
    /** A turn and the two on either side. */
    WINDOW {
        @Override
        void spread(TurnTable turns, Postings postings, int term, Tally tally) {
            for (int i = 0; i < postings.size(term); i++) {
                int turn = postings.turn(term, i);
                int frequency = postings.frequency(term, i);
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
        }

        @Override
        int[] lengths(TurnTable turns) {
            return turns.windowLengths();
        }

        @Override
        double meanLength(TurnTable turns) {
            return turns.meanWindowLength();
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
        void spread(TurnTable turns, Postings postings, int term, Tally tally) {
            for (int i = 0; i < postings.size(term); i++) {
                tally.add(turns.sessionOf(postings.turn(term, i)), postings.frequency(term, i));
            }
        }

        @Override
        int[] lengths(TurnTable turns) {
            return turns.sessionLengths();
        }

        @Override
        double meanLength(TurnTable turns) {
            return turns.meanSessionLength();
        }
    };

    int documents(TurnTable turns) {
        return turns.size();
    }

    /** Returns the document of a turn. */
    int document(TurnTable turns, int turn) {
        return turn;
    }

    /** Counts a term in each document that contains it. */
    abstract void spread(TurnTable turns, Postings postings, int term, Tally tally);

    /** Returns the number of terms of each document. */
    abstract int[] lengths(TurnTable turns);

    abstract double meanLength(TurnTable turns);
}
