"""Orders a graph with graphlib: graphlib_order.py GRAPH numbers|names"""

import graphlib
import sys

import figures
import graph_file

tasks = graph_file.read(sys.argv[1])
if sys.argv[2] == "names":
    # Each name is one object, as it is when tasks are looked up by their names.
    names = [f"t{task}" for task in range(len(tasks))]
    graph = {names[task]: [names[needed] for needed in needs] for task, needs in enumerate(tasks)}
else:
    graph = dict(enumerate(tasks))

order = figures.measure(lambda: list(graphlib.TopologicalSorter(graph).static_order()), repetitions=2)
assert len(order) == len(tasks)
