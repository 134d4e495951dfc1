# SPDX-FileCopyrightText: 2026 The Ganoscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ganoscope on a GPU beside plain PyTorch, in turns: steps, memory, how busy an epoch keeps the GPU, hours of a whole training.

gpu.sh builds what this needs and calls it. What is measured and what it means is in docs/performance.md.
"""
import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy
import torch

import programs
import report

#          row of the catalogue, base width, name, images of the steps
NETWORKS = (("unet_2_44", 16, "U-Net 2_44", (8, 64)),
            ("unet_4_424", 32, "U-Net 4_424", (4, 64)),
            ("hrnet_w18_small_v1", 16, "HRNet W18 small", (8, 64)))
WORKS = {"pretrain": "pretraining", "finetune": "fine-tuning"}
#        name, whose it is, what is asked of it, levers left out
SIDES = (("Ganoscope", "ours", {}, None),
         ("without its GPU levers", "ours", {}, "cudaGraph,fusedAdam,channelsLast,reducedPrecision"),
         ("without recording", "ours", {}, "cudaGraph"),
         ("without convolving before enlarging", "ours", {}, "coarseConvolutions"),
         ("float32", "ours", {"precision": "float32"}, None),
         ("PyTorch, float32", "plain", {}, None),
         ("PyTorch, compiled, bfloat16", "plain", {"compile": True, "autocast": True}, None))
PATCHES, EPOCHS = 200_000, 60  # The training whose hours are told.

parser = argparse.ArgumentParser(description="Ganoscope on a GPU beside plain PyTorch.")
parser.add_argument("--programs", type=Path, required=True, help="folder with bench_steps")
parser.add_argument("--out", type=Path, required=True, help="folder for the JSON file")
parser.add_argument("--device", default="cuda:0")
parser.add_argument("--only", default="", help="only what has one of these words in its name, separated by semicolons")
parser.add_argument("--crop", type=int, default=128, help="px")
parser.add_argument("--seconds", type=float, default=1.0, help="of a turn, at least")
parser.add_argument("--turns", type=int, default=5)
parser.add_argument("--images", type=int, default=0, help="of each step, instead of the usual numbers")
parser.add_argument("--patches", type=int, default=2048, help="of the folder that epochs go through")
parser.add_argument("--steps", type=int, default=500, help="of an epoch that is measured")
parser.add_argument("--threads", type=int, default=8)
parser.add_argument("--no-compile", action="store_true", help="leave out torch.compile, which takes a minute for each network")
parser.add_argument("--until", type=float, default=1e9, help="seconds after which nothing new is begun")

BEGIN = time.monotonic()


def say(text):
    print(f"{time.monotonic() - BEGIN:6.0f} s  {text}", file=sys.stderr, flush=True)


class Watch:
    """What nvidia-smi sees meanwhile: the share of time in which the GPU computes anything, and the memory in use, of all programs."""

    def __init__(self, device):
        self.lines, self.process = [], None
        if not device.startswith("cuda"):
            return
        query = ["nvidia-smi", "--query-gpu=utilization.gpu,memory.used", "--format=csv,noheader,nounits", "-lms", "100", "-i", device.partition(":")[2] or "0"]
        try:
            self.process = subprocess.Popen(query, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        except FileNotFoundError:
            return
        threading.Thread(target=lambda: self.lines.extend((time.monotonic(), line) for line in self.process.stdout), daemon=True).start()

    def since(self, begin):
        """Percent busy on average, and the most memory in MB; nothing where nvidia-smi says nothing."""
        found = []
        for when, line in list(self.lines):
            parts = line.split(",")
            if when >= begin and len(parts) == 2 and all(part.strip().isdigit() for part in parts):
                found.append([int(part) for part in parts])
        if not found:
            return {}
        return {"busy_percent": sum(row[0] for row in found) / len(found), "memory_mb": max(row[1] for row in found)}

    def close(self):
        if self.process:
            self.process.terminate()


class Bench:
    def __init__(self, choices, folder):
        self.choices, self.folder = choices, folder
        self.watch = Watch(choices.device)
        gpu = torch.cuda.get_device_name(choices.device) if choices.device.startswith("cuda") else "none"
        self.found = {"format": 1, "gpu": gpu, "pytorch": torch.__version__, "machine": programs.machine(choices.threads), "steps": [], "epochs": []}

    def wants(self, name):
        words = [word.strip().lower() for word in self.choices.only.split(";") if word.strip()]
        return time.monotonic() - BEGIN < self.choices.until and (not words or any(word in name.lower() for word in words))

    def program(self, kind, without=None):
        if kind == "plain":
            return programs.plain(self.choices.threads)
        return programs.ours(self.choices.programs, self.choices.threads, without)

    def start(self, network, width, batch):
        file = self.folder / f"{network}-{batch}.safetensors"
        request = {"network": network, "width": width, "batch": batch, "side": self.choices.crop, "crop": self.choices.crop, "device": self.choices.device, "start": str(file)}
        if not file.exists():
            with self.program("ours") as ours:
                ours.ask("start", **request)
        return request

    def side(self, name, kind, extra, without, request, seconds, count):
        """One program's turns. One after the other, not in turns: their memory is watched, and a GPU is nobody else's."""
        with self.program(kind, without) as program:
            facts = program.ask("prepare", **request, **extra)
            begin = time.monotonic()
            for _ in range(12):  # cuDNN tries its ways, torch.compile compiles, recordings are made and proved.
                first = program.ask("turn")["seconds"]
            warm = time.monotonic() - begin
            times = max(1, round(seconds / first))
            begin = time.monotonic()
            taken = [program.ask("turn", times=times)["seconds"] for _ in range(count)]
            return {"name": name, "program": facts["program"], "bfloat16": facts.get("bfloat16"), "warm_up": warm, **report.spread(taken), **self.watch.since(begin)}

    def steps(self):
        for network, width, label, batches in NETWORKS:
            for work, what in WORKS.items():
                for batch in (self.choices.images,) if self.choices.images else batches:
                    name = f"{label}, {what} step, {batch} × {self.choices.crop} px"
                    if not self.wants(name):
                        continue
                    say(f"{name} …")
                    request, rows = {"work": work, **self.start(network, width, batch)}, []
                    for side in SIDES:
                        if side[2].get("compile") and self.choices.no_compile:
                            continue
                        try:
                            rows.append(self.side(*side, request, self.choices.seconds, self.choices.turns))
                        except programs.Failure as failure:
                            say(str(failure))
                    self.found["steps"].append({"name": name, "sides": rows})
                    self.print_steps(name, rows)

    def print_steps(self, name, rows):
        print(f"\n{name}")
        ours = rows[0]["median"] if rows and rows[0]["name"] == "Ganoscope" else None
        for row in rows:
            ratio = f"{row['median'] / ours:6.2f} times Ganoscope's" if ours else ""
            watched = f"{row['memory_mb']:7,} MB on the GPU, busy {row['busy_percent']:3.0f} %" if "memory_mb" in row else ""
            print(f"  {row['name']:36} {1000 * row['median']:9.3f} ms  {ratio}  {watched}", flush=True)

    def make_images(self):
        for kind in ("images", "masks"):
            (self.folder / kind).mkdir()
        rng = numpy.random.default_rng(3)
        for i in range(self.choices.patches):
            blobs = numpy.kron(rng.random((16, 16)), numpy.ones((16, 16)))
            numpy.save(self.folder / "images" / f"{i:05}.npy", (200 * blobs + 40 * rng.random(blobs.shape)).astype(numpy.uint8))
            numpy.save(self.folder / "masks" / f"{i:05}.npy", (blobs > 0.5).astype(numpy.uint8))

    def epochs(self):
        made = False
        for network, width, label, batches in NETWORKS:
            for work, what in WORKS.items():
                batch = self.choices.images or batches[-1]
                name = f"{label}, {what} epoch, {self.choices.steps} steps of {batch} × {self.choices.crop} px"
                if not self.wants(name):
                    continue
                say(f"{name} …")
                if not made:
                    self.make_images()
                    made = True
                out = self.folder / f"run-{network}-{work}"
                out.mkdir()
                request = {**self.start(network, width, batch), "work": f"epoch-{work}", "images": str(self.folder / "images"), "masks": str(self.folder / "masks"), "patch": 256,
                           "steps": self.choices.steps, "out": str(out)}
                try:
                    with self.program("ours") as ours:
                        ours.ask("prepare", **request)
                        ours.ask("turn")
                        begin = time.monotonic()
                        taken = [ours.ask("turn")["seconds"] for _ in range(3)]
                        watched = self.watch.since(begin)
                except programs.Failure as failure:
                    say(str(failure))
                    continue
                median = report.spread(taken)["median"]
                hours = median / (self.choices.steps * batch) * PATCHES * EPOCHS / 3600
                self.found["epochs"].append({"name": name, **report.spread(taken), **watched, "hours": hours})
                busy = f"the GPU busy {watched['busy_percent']:.0f} % of it, {watched['memory_mb']:,} MB; " if watched else ""
                print(f"\n{name}: {median:.2f} s, {self.choices.steps * batch / median:,.0f} images/s, {busy}{PATCHES:,} patches × {EPOCHS} epochs would take {hours:.1f} hours", flush=True)


def main():
    choices = parser.parse_args()
    if choices.device.startswith("cuda") and not torch.cuda.is_available():
        sys.exit("PyTorch sees no GPU here. --device cpu tries whether everything runs.")
    with tempfile.TemporaryDirectory(prefix="ganoscope-gpu-") as folder:
        bench = Bench(choices, Path(folder))
        try:
            bench.steps()
            bench.epochs()
        except KeyboardInterrupt:
            say("Interrupted: what was measured until now is kept.")
        except programs.Failure as failure:
            say(str(failure))
        bench.watch.close()
    choices.out.mkdir(parents=True, exist_ok=True)
    file = choices.out / f"gpu-{time.strftime('%Y%m%d-%H%M%S')}.json"
    file.write_text(json.dumps(bench.found, indent=1) + "\n", encoding="utf-8")
    say(f"All figures are in {file}.")


if __name__ == "__main__":
    main()
