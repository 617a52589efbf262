"""Builds a graph with networkx and sorts it into levels: networkx_order.py GRAPH numbers|names"""

import sys

import figures
import graph_file
import networkx

tasks = graph_file.read(sys.argv[1])
nodes = [f"t{task}" for task in range(len(tasks))] if sys.argv[2] == "names" else range(len(tasks))
edges = [(nodes[needed], nodes[task]) for task, needs in enumerate(tasks) for needed in needs]


def sort():
    graph = networkx.DiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    return list(networkx.topological_generations(graph))


levels = figures.measure(sort)
assert sum(len(level) for level in levels) == len(tasks)
