"""A generated agreement: gates in layers, with some loops, vetoes, needs and positions.  The same seed gives the same text.

    python3 bench/agreement_make.py GATES CLAUSES SEED > plan.yaml
"""
import random
import sys


def leaf(rng, gate, gates, clocks):
    kind = rng.random()
    if kind < 0.42 and gate > 0:
        return "{gate: g%d}" % rng.randrange(max(0, gate - 60), gate)
    if kind < 0.45:
        return "{gate: g%d}" % rng.randrange(gates)  # now and then backwards: loops
    if kind < 0.5 and clocks:
        return "{clock: c%d}" % rng.randrange(clocks)
    if kind < 0.55:
        return "{need: n%d}" % rng.randrange(10)
    if kind < 0.75:
        return "{signed: {by: [P%d, P%d]}}" % (rng.randrange(10), 10 + rng.randrange(10))
    if kind < 0.9:
        return "{ratified: {by: P%d, instrument: treaty}}" % rng.randrange(20)
    return '{date: "2026-%02d-%02d"}' % (rng.randrange(1, 13), rng.randrange(1, 29))


def gate_text(rng, gate, gates, per_gate, clocks):
    names = ["k%d" % i for i in range(per_gate)]
    lines = ["      g%d:" % gate, "        opens:"]
    if gate % 7 == 3 and per_gate > 1:
        lines += ["          at_least:", "            k: %d" % max(1, per_gate // 2), "            of:"]
        pad = " " * 14
    else:
        lines += ["          %s:" % ("any" if gate % 11 == 5 else "all")]
        pad = " " * 12
    lines += ["%s%s: %s" % (pad, name, leaf(rng, gate, gates, clocks)) for name in names]
    if gate % 5 == 0:
        lines.append("        effect_after: %dd" % rng.randrange(1, 10))
    lines.append("        latched: yes")
    return lines


def make(gates, clauses, seed):
    rng = random.Random(seed)
    clocks = 20
    out = ['truce: "1"', "agreement:", "  id: generated", "  title: Generated for a benchmark", '  version: "1"', "  status: draft",
           '  calendar: {offset: "+00:00", day_counting: exclusive, month_end: down}',
           '  proof: {established: "0.9", contested: "0.5"}', "  finality: 14d", "parties:"]
    out += ["  P%d: {name: Party %d, role: %s}" % (i, i, "belligerent" if i < 2 else "guarantor") for i in range(20)]
    out += ["classes:", "  hostile_act: {}", "  staff: {kind: object}", "points:"]
    per_point = max(1, gates // 100)
    per_gate = max(1, clauses // gates)
    for first in range(0, gates, per_point):
        n = first // per_point + 1
        out += ["  - n: %d" % n, "    title: Point %d" % n, "    says: Generated."]
        if first == 0:
            out.append("    clocks:")
            out += ["      c%d: {runs_while: {gate: g%d}, target: %dd, unit: civil_day, counts: {events: hostile_act}, "
                    "attribution: {needed: no}, coverage_at_least: \"0.5\"}" % (i, rng.randrange(gates // 2), rng.randrange(10, 90))
                    for i in range(clocks)]
            out.append("    needs:")
            out += ['      n%d: {of: staff, at_least: "1000"}' % i for i in range(10)]
            out.append("    contributions:")
            out += ['      d%d: {by: P%d, of: staff, amount: "%d", state: offered, only_after: {gate: g%d}}'
                    % (i, 2 + i % 18, rng.randrange(100, 600), rng.randrange(gates // 4)) for i in range(20)]
            out.append("    vetoes:")
            out += ["      v%d: {by: P0, bars: {by: [P%d, P%d, P%d, P%d], of: staff}, liftable_by: P0}"
                    % (i, 2 + i, 5 + i, 9 + i, 13 + i) for i in range(4)]
        out.append("    gates:")
        for gate in range(first, min(first + per_point, gates)):
            out += gate_text(rng, gate, gates, per_gate, clocks)
    out += ["positions:"]
    out += ["  q%d: {by: P%d, says: First the end., adds: {to: g%d, clause: {gate: g%d}}, withdrawable_by: P%d}"
            % (i, i % 2, 10 + 37 * i, gates - 1 - i, i % 2) for i in range(min(5, gates // 60))]
    out += ["estimates:", '  as_of: "2026-01-01"', "  atoms:", "    signed: {earliest: 5d, likely: 20d, latest: 60d}",
            "    ratified: {earliest: 30d, likely: 60d, latest: 180d}", "want: [g%d]" % (gates - 1)]
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    sys.stdout.write(make(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
