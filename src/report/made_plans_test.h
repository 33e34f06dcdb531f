/*
 * Agreements as text for the tests of this folder.  Only *_test.c include this.
 */
#ifndef TRUCE_REPORT_MADE_PLANS_TEST_H
#define TRUCE_REPORT_MADE_PLANS_TEST_H

#include "base/buf.h"

/* A little of everything: a loop by a position, a need that a veto leaves short, gates that open together, conditions within conditions, texts
 * that would be markup if they were let. */
static const char made_small[] =
    "truce: \"1\"\n"
    "agreement:\n"
    "  id: small\n"
    "  title: 'Peace & <quiet> \"now\"'\n"
    "  version: \"3\"\n"
    "  status: draft\n"
    "  calendar: {offset: \"+00:00\"}\n"
    "  proof: {established: \"0.90\", contested: \"0.50\"}\n"
    "parties:\n"
    "  A: {name: State A, role: belligerent}\n"
    "  B: {name: State B, role: belligerent}\n"
    "  C: {name: State C, role: contributor}\n"
    "classes:\n"
    "  fire: {}\n"
    "  order: {}\n"
    "  observers: {kind: object}\n"
    "points:\n"
    "  - n: 1\n"
    "    title: Peace\n"
    "    gates:\n"
    "      peace:\n"
    "        opens:\n"
    "          all:\n"
    "            treaty: {signed: {by: [A, B], instrument: treaty}}\n"
    "            line: {gate: quiet_line}\n"
    "            either:\n"
    "              any:\n"
    "                ballot: {vote: {in: A, kind: referendum}}\n"
    "                swap: {gate: exchange}\n"
    "            approval: {gate: council}\n"
    "        latched: yes\n"
    "  - n: 2\n"
    "    title: Quiet along the line\n"
    "    needs:\n"
    "      watch: {of: observers, at_least: \"40\"}\n"
    "    contributions:\n"
    "      of_c: {by: C, of: observers, amount: \"30\", state: offered, only_after: {gate: exchange}}\n"
    "      of_b: {by: B, of: observers, amount: \"20\", state: offered}\n"
    "    vetoes:\n"
    "      not_of_b: {by: A, bars: {by: [B], of: observers}, liftable_by: A}\n"
    "    clocks:\n"
    "      calm:\n"
    "        runs_while: {gate: exchange}\n"
    "        target: 30d\n"
    "        unit: civil_day\n"
    "        counts: {events: fire, weight: one, by: [A, B], where: anywhere}\n"
    "        tolerance: {per_day: \"0\"}\n"
    "        on_break: restart\n"
    "    gates:\n"
    "      quiet_line: {opens: {all: {days: {clock: calm}, eyes: {need: watch}}}, latched: yes}\n"
    "  - n: 3\n"
    "    title: Exchange and amnesty\n"
    "    gates:\n"
    "      exchange:\n"
    "        opens: {all: {lists: {agreed: {text: lists, by: [A, B]}}}}\n"
    "        together: [amnesty]\n"
    "      amnesty:\n"
    "        opens: {all: {law: {event: {class: order, by_each: [A]}}}}\n"
    "        together: [exchange]\n"
    "  - n: 4\n"
    "    title: Council\n"
    "    gates:\n"
    "      council:\n"
    "        opens:\n"
    "          at_least:\n"
    "            k: \"2\"\n"
    "            of:\n"
    "              a: {ratified: {by: A, instrument: treaty}}\n"
    "              b: {ratified: {by: B, instrument: treaty}}\n"
    "              calm: {gate: quiet_line}\n"
    "  - n: 5\n"
    "    title: Goodwill\n"
    "    says: The parties wish each other well.\n"
    "positions:\n"
    "  peace_first:\n"
    "    by: A\n"
    "    says: Nothing is exchanged before there is peace.\n"
    "    adds: {to: exchange, clause: {gate: peace}}\n"
    "    withdrawable_by: A\n"
    "estimates:\n"
    "  as_of: \"2031-01-10\"\n"
    "  atoms:\n"
    "    signed: {earliest: 5d, likely: 20d, latest: 90d}\n"
    "    ratified: {earliest: 10d, likely: 30d, latest: 60d}\n"
    "    agreed.lists: 4d\n"
    "  leads:\n"
    "    watch: {earliest: 7d, likely: 14d, latest: 40d}\n"
    "want: [peace]\n";

/* n gates, each of which waits for the next */
static inline void made_chain(struct truce_buf *out, int n)
{
    truce_buf_puts(
        out, "truce: \"1\"\nagreement: {id: chain, title: A chain, version: \"1\", status: draft,\n"
             "  calendar: {offset: \"+00:00\"}}\nparties:\n  A: {name: A, role: belligerent}\npoints:\n");
    for (int i = 0; i < n; i++) {
        truce_buf_printf(
            out, "  - n: %d\n    title: Point %d of the chain\n    gates:\n      g%d: {opens: {all: {", i + 1,
            i + 1, i);
        if (i + 1 < n)
            truce_buf_printf(out, "next: {gate: g%d}}}}\n", i + 1);
        else
            truce_buf_puts(out, "signed: {signed: {by: [A]}}}}}\n");
    }
    truce_buf_puts(out, "estimates:\n  as_of: \"2031-01-10\"\n  atoms:\n    signed: 3d\n");
}

#endif
