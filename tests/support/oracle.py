"""HiGHS as the judge of the search for the fewest wrong cells: the same problem as a mixed-integer program."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import highspy

from support.errors import balanced_cells
from xl_tools.finding import Severity
from xl_tools.report import PREVIOUS, Report
from xl_tools.rules import load_rules


def fewest_cells(report: Report) -> int:
    """The least number of cells whose change satisfies every balance rule, every cell weighing the same.

    A cell keeps a number of 0 or more; last year's figures are fixed. With weights of 1 and -1 in rows, columns
    and their totals, a smallest change adds or takes away each difference at most once, which bounds it and keeps it
    whole.
    """
    cells = balanced_cells(report.form)
    numbers = {cell: int(report.number(cell)) for cell in cells}
    lines = list(_lines(report, numbers.keys()))
    most = sum(abs(standing) for relation, _, standing in lines if relation == "=")
    solver = highspy.Highs()
    for option, value in {"output_flag": False, "threads": 1, "mip_feasibility_tolerance": 1e-9}.items():
        solver.setOptionValue(option, value)
    up = {cell: solver.addVariable(lb=0, ub=most) for cell in cells}
    down = {cell: solver.addVariable(lb=0, ub=min(most, numbers[cell])) for cell in cells}
    wrong = {cell: solver.addBinary() for cell in cells}
    for cell in cells:
        solver.addConstr(up[cell] <= most * wrong[cell])
        solver.addConstr(down[cell] <= min(most, numbers[cell]) * wrong[cell])
    for relation, weights, standing in lines:
        change = sum(weight * (up[cell] - down[cell]) for cell, weight in weights.items())
        if relation == "=":
            solver.addConstr(change == -standing)
        elif relation == "<=":
            solver.addConstr(change <= -standing)
        else:
            solver.addConstr(change >= -standing)
    solver.minimize(sum(wrong.values()))
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return round(solver.getInfo().objective_function_value)


def _lines(report: Report, known: Collection[str]) -> Iterator[tuple[str, dict[str, int], int]]:
    """(relation, weights of this year's cells, left minus right) of every rule that an answer must satisfy."""
    for rule, instance in load_rules(report.form).instances:
        equation = instance.equation
        own = {cell: weight for cell, weight in equation.weights if not cell.startswith(PREVIOUS)}
        if rule.severity.get(report.unit.level) is not Severity.ERROR:
            continue
        carried_over = instance.last_year and report.previous is not None and len(own) == 1
        certain = not instance.last_year and instance.key not in rule.query_only
        if own.keys() <= set(known) and (carried_over or certain):
            standing = equation.left.evaluate(report.number) - equation.right.evaluate(report.number)
            yield equation.relation, own, int(standing)
