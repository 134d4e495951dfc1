# SPDX-FileCopyrightText: 2026 The Ganoscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs that are measured, as processes that answer requests; and what is known of the machine."""
import contextlib
import json
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
TICKS = os.sysconf("SC_CLK_TCK")


class Failure(Exception):
    """A sentence for the user."""


class Program:
    """A warm process. Time of the processor, memory and libraries are read from outside, the same way for both programs."""

    def __init__(self, name, command, threads, verbose=False):
        # Nobody's settings but ours: some environments set one thread for everything.
        environment = {key: value for key, value in os.environ.items() if not key.endswith("_NUM_THREADS")}
        environment["OMP_NUM_THREADS"] = environment["OPENBLAS_NUM_THREADS"] = str(threads)
        # oneDNN then tells of each of its primitives how long it took.
        environment["DNNL_VERBOSE"] = environment["ONEDNN_VERBOSE"] = "1" if verbose else "0"
        self.name, self.threads, self.primitives = name, threads, []
        # In a session of its own: an interrupt is for the driver, which then ends the programs.
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def ask(self, what, **request):
        try:
            self.process.stdin.write(json.dumps({"do": what, "threads": self.threads, **request}) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
            while line.startswith(("onednn_verbose", "dnnl_verbose")):
                self.primitives.append(line.strip())
                line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise Failure(f"{self.name} ended without an answer to '{what}'.")
        answer = json.loads(line)
        if "error" in answer:
            raise Failure(f"{self.name} could not do '{what}': {answer['error']}")
        return answer

    def family(self):
        """The process and those that it started, for example the workers of a loader."""
        found = [self.process.pid]
        for pid in found:
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                found += [int(child) for child in children.read_text().split()]
        return found

    def processor_seconds(self):
        return sum(sum(int(ticks) for ticks in stat.rsplit(")", 1)[1].split()[11:13]) for stat in self.read("stat")) / TICKS

    def peak_memory(self):
        """The largest resident memory so far, bytes; of a family the sum, which counts shared pages more than once."""
        return sum(int(re.search(r"VmHWM:\s*(\d+)", status)[1]) * 1024 for status in self.read("status"))

    def libraries(self):
        """The files that compute: matrix library, LibTorch, OpenMP."""
        maps = Path(f"/proc/{self.process.pid}/maps").read_text()
        kinds = ("blas", "mkl", "libblis", "libtorch_cpu", "dnnl", "gomp", "libomp")
        files = {os.path.realpath(line.split()[-1]) for line in maps.splitlines() if ".so" in line}
        return sorted(file for file in files if any(kind in os.path.basename(file) for kind in kinds))

    def read(self, what):
        for pid in self.family():
            try:
                yield Path(f"/proc/{pid}/{what}").read_text()
            except (FileNotFoundError, ProcessLookupError):
                pass  # A worker that has just ended.


def ours(folder, threads, without=None, verbose=False):
    command = [str(folder / "bench_steps")] + (["--without", without] if without else [])
    return Program(f"Ganoscope without {without}" if without else "Ganoscope", command, threads, verbose)


def plain(threads, verbose=False):
    return Program("The plain program", [sys.executable, "-B", str(HERE / "plain_pytorch.py")], threads, verbose)


SHAPE = re.compile(r"mb(\d+)_(?:g(\d+))?ic(\d+)oc(\d+)_ih\d+oh(\d+)kh(\d+)\D.*_iw\d+ow(\d+)kw(\d+)")


@contextlib.contextmanager
def busy_program():
    """Another program that computes on one core all the time."""
    other = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        other.kill()
        other.wait()


def primitive_table(lines):
    """Seconds and FLOP of oneDNN's primitives by kind, direction and implementation."""
    found = {}
    for line in lines:
        part = line.split(",")
        if len(part) < 11 or part[1] != "exec":
            continue
        shape = SHAPE.match(part[9])
        flop = 0.0
        if part[3] == "convolution" and shape:
            images, groups, inside, out, height, high, width, wide = (int(value or 1) for value in shape.groups())
            flop = 2.0 * images * inside * out // groups * height * width * high * wide
        key = " ".join(word for word in (part[3], part[5] if part[5] != "undef" else "", part[4]) if word)
        row = found.setdefault(key, {"calls": 0, "seconds": 0.0, "flop": 0.0})
        row["calls"] += 1
        row["seconds"] += float(part[10]) * 1e-3
        row["flop"] += flop
    return dict(sorted(found.items(), key=lambda item: -item[1]["seconds"]))


def check_same_libraries(first, second):
    """Both must compute with the same files, or the comparison would be one of libraries. Called after a first turn."""
    one, other = first.libraries(), second.libraries()
    matrices = [[file for file in files if "blas" in file or "mkl" in file or "blis" in file] for files in (one, other)]
    if matrices[0] != matrices[1]:
        raise Failure(f"The two programs multiply matrices with different libraries, so that nothing is compared: {', '.join(matrices[0]) or 'none'} "
                      f"and {', '.join(matrices[1]) or 'none'}. Install libopenblas0-pthread.")
    if one != other:
        print(f"Note: the programs loaded different libraries: {sorted(set(one) ^ set(other))}", file=sys.stderr)
    return one


def available_memory():
    return int(re.search(r"MemAvailable:\s*(\d+)", Path("/proc/meminfo").read_text())[1]) * 1024


def machine(threads):
    text = Path("/proc/cpuinfo").read_text()
    flags = set(re.search(r"flags\s*:(.*)", text)[1].split())
    wanted = ("sse4_2", "avx", "avx2", "fma", "f16c", "avx512f", "avx512_bf16", "avx512_vnni", "amx_tile", "amx_bf16")
    total = int(re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())[1]) * 1024
    return {"processor": re.search(r"model name\s*:\s*(.*)", text)[1], "cores": os.cpu_count(), "threads": threads, "memory": total,
            "instructions": [flag for flag in wanted if flag in flags], "system": platform.platform(), "load_before": os.getloadavg()}


TIME = re.compile(r"^(?P<name>.{1,60}?) +(?:median +)?(?P<value>\d[\d.]*) ms(?: |,|$)(?P<rest>.*)$")
ROW = re.compile(r"^(?P<name>.{26}) +(?P<values>[\d.]+(?: +[\d.]+)+)$")


def figures(program):
    """Runs one of the other bench programs and takes from its lines what is a name with milliseconds, or a row of a table. Titles end with a colon."""
    run = subprocess.run([str(program)], capture_output=True, text=True, check=False)
    found, title = [], ""
    for line in run.stdout.splitlines():
        time, row = TIME.match(line), ROW.match(line)
        if time:
            found.append({"title": title, "name": time["name"].strip(), "milliseconds": float(time["value"]), "rest": time["rest"].strip()})
        elif row:
            found.append({"title": title, "name": row["name"].strip(), "values": [float(value) for value in row["values"].split()]})
        elif line.endswith(":"):
            title = line[:-1]
    return {"program": program.name, "output": run.stdout, "ended_well": run.returncode == 0, "figures": found}
