"""Speed and memory as ratios: against a floor, and against the usual libraries, in one run.

`python -m benchmarks` measures everything and writes `results.json`; `python -m benchmarks readers`
measures one subject and prints it. Each subject module has `figures()`.
"""
