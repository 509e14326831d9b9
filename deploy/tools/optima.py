"""Shortest makespans of the instances in a folder, proven by OR-Tools' CP-SAT: another solver's word on what levelling finds.

    optima.py FOLDER [SECONDS]

Reads the Patterson files (.rcp) whose names begin with $PREFIX (own_j30) and prints a line of name and makespan for each. Where SECONDS
(120) were not enough for a proof, the line begins with # and says between which bounds the makespan lies.
"""

import os
import pathlib
import sys

from ortools.sat.python import cp_model


def solve(path, seconds):
    numbers = iter(map(int, path.read_text().split()))
    jobs, resources = next(numbers), next(numbers)
    units = [next(numbers) for _ in range(resources)]
    durations, demands, successors = [], [], []
    for _ in range(jobs):
        durations.append(next(numbers))
        demands.append([next(numbers) for _ in range(resources)])
        successors.append([next(numbers) - 1 for _ in range(next(numbers))])
    horizon = sum(durations)
    model = cp_model.CpModel()
    starts = [model.new_int_var(0, horizon, "") for _ in range(jobs)]
    bars = [model.new_fixed_size_interval_var(start, takes, "") for start, takes in zip(starts, durations)]
    for job in range(jobs):
        for successor in successors[job]:
            model.add(starts[successor] >= starts[job] + durations[job])
    for resource in range(resources):
        holders = [job for job in range(jobs) if demands[job][resource]]
        model.add_cumulative([bars[job] for job in holders], [demands[job][resource] for job in holders], units[resource])
    end = model.new_int_var(0, horizon, "")
    for job in range(jobs):
        model.add(end >= starts[job] + durations[job])
    model.minimize(end)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = os.cpu_count() or 1
    found = solver.solve(model)
    return found == cp_model.OPTIMAL, round(solver.best_objective_bound), round(solver.objective_value)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 120.0
    paths = sorted(pathlib.Path(sys.argv[1]).glob(os.environ.get("PREFIX", "own_j30") + "*.rcp"))
    if not paths:
        sys.exit(f"{sys.argv[1]}: no such .rcp file")
    for path in paths:
        proven, least, most = solve(path, seconds)
        print(f"{path.stem} {most}" if proven else f"# {path.stem}: {least} to {most}", flush=True)


if __name__ == "__main__":
    main()
