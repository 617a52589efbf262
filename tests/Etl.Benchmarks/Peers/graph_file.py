"""The graphs that Etl.Benchmarks writes for its peers."""

import array


def read(path):
    """For each task, in the order they were given, the numbers of the tasks that it needs.

    The file has 32-bit integers: the number of tasks, then for each task how many it needs, and which.
    """
    numbers = array.array("i")
    with open(path, "rb") as file:
        numbers.frombytes(file.read())
    tasks = []
    at = 1
    for _ in range(numbers[0]):
        end = at + 1 + numbers[at]
        tasks.append(numbers[at + 1 : end].tolist())
        at = end
    return tasks
