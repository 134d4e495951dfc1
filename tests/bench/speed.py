# SPDX-FileCopyrightText: 2026 The Ganoscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ganoscope and a plain PyTorch program in turns, A B A B, on the same weights, batches and files. `./dev bench` calls it.

What is measured and what it means is in docs/performance.md.
"""
import argparse
import datetime
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy
from PIL import Image

import programs
import report
import roofline

#          row of the catalogue, base width, name, batch of a step
NETWORKS = (("unet_2_44", 16, "U-Net 2_44", 8),
            ("unet_4_424", 32, "U-Net 4_424", 4),
            ("hrnet_w18_small_v1", 16, "HRNet W18 small", 8))
CROP, PATCH = 128, 256  # px
WORKS = {"pretrain": "pretraining step", "finetune": "fine-tuning step"}

parser = argparse.ArgumentParser(description="Ganoscope beside a plain PyTorch program, in turns.")
parser.add_argument("--programs", type=Path, required=True, help="folder with bench_steps and the other bench programs")
parser.add_argument("--out", type=Path, required=True, help="folder for the JSON file")
parser.add_argument("--quick", action="store_true", help="fewer and shorter turns, smaller images: under five minutes on two cores")
parser.add_argument("--only", default="", help="only what has one of these words in its name, separated by semicolons")
parser.add_argument("--threads", type=int, default=os.cpu_count(), help="threads of both programs")


BEGIN = time.monotonic()


def say(text):
    print(f"{time.monotonic() - BEGIN:6.0f} s  {text}", file=sys.stderr, flush=True)


def made_image(rng, side):
    """Blobs with noise, 8 bit: compresses about as well as a micrograph."""
    small = Image.fromarray(rng.random((side // 16, side // 16), dtype=numpy.float32))
    blobs = numpy.asarray(small.resize((side, side), Image.BILINEAR))
    return blobs, Image.fromarray(numpy.clip(255.0 * (0.7 * blobs + 0.15 + 0.06 * rng.standard_normal((side, side), dtype=numpy.float32)), 0, 255).astype(numpy.uint8))


def make_folder(folder, count):
    """Patches as files, every second a TIFF, with masks of the same names."""
    rng = numpy.random.default_rng(3)
    for kind in ("images", "masks"):
        (folder / kind).mkdir()
    for i in range(count):
        blobs, image = made_image(rng, PATCH)
        name = f"patch_{i:03}.{'png' if i % 2 else 'tif'}"
        image.save(folder / "images" / name)
        Image.fromarray(((blobs > 0.5) * 255).astype(numpy.uint8)).save(folder / "masks" / name)


class Bench:
    def __init__(self, choices, folder):
        self.choices, self.folder = choices, folder
        self.quick = choices.quick
        self.found = {"format": 1, "made": datetime.datetime.now().isoformat(timespec="seconds"), "quick": self.quick, "machine": programs.machine(choices.threads),
                      "programs": [], "libraries": [], "results": [], "primitives": [], "levers": [], "others": []}
        self.folders = 0

    def wants(self, name):
        words = [word.strip().lower() for word in self.choices.only.split(";") if word.strip()]
        return not words or any(word in name.lower() for word in words)

    def new_folder(self):
        self.folders += 1
        folder = self.folder / str(self.folders)
        folder.mkdir()
        return str(folder)

    def ours(self, without=None):
        return programs.ours(self.choices.programs, self.choices.threads, without)

    def plain(self):
        return programs.plain(self.choices.threads)

    def start(self, network, width, batch):
        file = self.folder / f"{network}.safetensors"
        if not file.exists():
            with self.ours() as ours:
                ours.ask("start", network=network, width=width, batch=batch, side=CROP, start=str(file))
        return {"network": network, "width": width, "batch": batch, "side": CROP, "crop": CROP, "patch": PATCH, "start": str(file)}

    def measure_machine(self):
        """Its best so far: others may compute meanwhile."""
        with self.ours() as ours:
            for what, value in ours.ask("machine").items():
                self.found["machine"][what] = max(value, self.found["machine"].get(what, 0.0))

    def turns(self, programs_in_turn, seconds, count):
        """`count` times each program in turn, each turn at least `seconds` long; the first, which warms up, does not count."""
        first = [program.ask("turn")["seconds"] for program in programs_in_turn]
        times = max(1, round(seconds / min(first)))
        taken = [{"seconds": [], "processor": []} for _ in programs_in_turn]
        for _ in range(count):
            for program, record in zip(programs_in_turn, taken):
                busy = program.processor_seconds()
                record["seconds"].append(program.ask("turn", times=times)["seconds"])
                record["processor"].append((program.processor_seconds() - busy) / times)
        return taken

    def compare(self, name, request, seconds, count, counts=None, profile=False, note=None, divide=1, plain_request=None):
        """One line of the table. `divide`: by how much the seconds are divided, for a figure per patch."""
        say(f"{name} …")
        out = self.new_folder()
        with self.ours() as ours, self.plain() as plain:
            both = ours, plain
            facts = ours.ask("prepare", **request, out=out)
            sides = [facts, plain.ask("prepare", **{**facts, **request, **(plain_request or {})}, out=out)]
            if sides[0]["threads"] != sides[1]["threads"] and request["work"] != "load":
                raise programs.Failure("The two programs run with different numbers of threads.")
            self.found["programs"] = [side["program"] for side in sides]
            taken = self.turns(both, seconds, count)
            self.found["libraries"] = programs.check_same_libraries(ours, plain)
            result = {"name": name, "request": {key: value for key, value in request.items() if key not in ("start", "images", "masks", "image")}}
            for key, program, record in zip(("ours", "plain"), both, taken):
                result[key] = report.spread([value / divide for value in record["seconds"]])
                result[key]["processor"] = report.spread([value / divide for value in record["processor"]])
                result[key]["memory"] = program.peak_memory()
                if profile:
                    result[key]["profile"] = program.ask("profile")
            result["ratio"] = report.compared(taken[0]["seconds"], taken[1]["seconds"])
            result["processor_ratio"] = report.compared(*(record["processor"] for record in taken))["median"] if min(taken[0]["processor"]) > 0 else 0.0
            if counts is not None:
                result["roofline"] = plain.ask("count", **{**request, **counts})
        if note:
            result["note"] = note
        self.found["results"].append(result)
        return result

    def steps(self):
        for network, width, label, batch in NETWORKS:
            for work, what in WORKS.items():
                name = f"{label}, {what}, {batch} × {CROP} px"
                if self.wants(name):
                    request = {"work": work, **self.start(network, width, batch)}
                    self.compare(name, request, *((0.4, 5) if self.quick else (1.5, 11)), counts={}, profile=True)

    def beside_another(self):
        """What is left of a step's speed while another program computes all the time, as others do on a user's machine."""
        for network, width, label, batch in NETWORKS[:1] if self.quick else NETWORKS:
            name = f"{label}, {WORKS['finetune']}, beside a busy program"
            if self.wants(name):
                with programs.busy_program():
                    self.compare(name, {"work": "finetune", **self.start(network, width, batch)}, 0.4, 5)

    def primitives(self):
        """Where a step's time goes inside oneDNN, which computes the convolutions of both programs."""
        for network, width, label, batch in NETWORKS:
            name = f"{label}, {WORKS['finetune']}, primitives"
            if not self.wants(name):
                continue
            say(f"{name} …")
            request = {"work": "finetune", **self.start(network, width, batch)}
            for program in (programs.ours(self.choices.programs, self.choices.threads, verbose=True), programs.plain(self.choices.threads, verbose=True)):
                with program:
                    program.ask("prepare", **request)
                    program.ask("turn")
                    program.primitives.clear()
                    whole = program.ask("turn")["seconds"]
                    self.found["primitives"].append({"name": f"{label}, {WORKS['finetune']}", "program": program.name, "seconds": whole,
                                                     "rows": programs.primitive_table(program.primitives)})

    def files(self):
        """A folder of patches and what is done with it."""
        count = 24 if self.quick else 96
        make_folder(self.folder, count)
        folders = {"images": str(self.folder / "images"), "masks": str(self.folder / "masks")}
        name = "loading, seconds per 1,000 patches, one core"
        if self.wants(name):
            rounds = 960 // count
            self.compare(name, {"work": "load", **folders, "patch": PATCH, "batch": 8, "rounds": rounds, "crop": CROP}, 0.2, 5, divide=count * rounds / 1000)
        for network, width, label, batch in NETWORKS[:1] if self.quick else NETWORKS:
            for work, what in WORKS.items():
                name = f"{label}, {what.replace('step', 'epoch')} of {count} files"
                if self.wants(name):
                    self.compare(name, {**self.start(network, width, batch), "work": f"epoch-{work}", **folders}, 0.0, 3)

    def predictions(self):
        for side, turns in ((1024, 3),) if self.quick else ((1024, 5), (4096, 2)):
            file = self.folder / f"large_{side}.tif"
            made_image(numpy.random.default_rng(5), side)[1].save(file)
            for network, width, label, batch in NETWORKS:
                name = f"{label}, prediction of {side} × {side} px"
                if not self.wants(name):
                    continue
                request = {**self.start(network, width, batch), "work": "predict", "image": str(file)}
                whole = self.fits_whole(request, side)
                note = "PyTorch predicts the whole image at once." if whole else \
                    "PyTorch predicts in tiles, because the memory does not hold the whole image's maps."
                # Counted on a part that surely fits into the memory.
                part = min(side, 1024)
                counts = {"side": part, "batch": 1, "parts": (side / part) ** 2}
                result = self.compare(name, request, 0.0, turns, plain_request={"whole": whole}, note=note, profile=side == part, counts=counts)
                self.compare_outputs(result)

    def fits_whole(self, request, side):
        """Whether the plain program may take the whole image: measured at 512 px and scaled, 60 % of the free memory at most."""
        small = self.folder / "small.tif"
        probe = 512
        if not small.exists():
            made_image(numpy.random.default_rng(6), probe)[1].save(small)
        with self.plain() as plain:
            plain.ask("prepare", **{**request, "image": str(small)}, out=self.new_folder(), whole=True, tile=probe, overlap=0)
            before = plain.peak_memory()
            plain.ask("turn")
            need = (plain.peak_memory() - before) * (side / probe) ** 2
        return need < 0.6 * programs.available_memory()

    def compare_outputs(self, result):
        """Both wrote probabilities: tiles see less than the whole image does, but nothing else may differ."""
        folder = self.folder / str(self.folders)
        ours = next((folder / "predicted").glob("*_probability.tif"))
        with Image.open(ours) as one, Image.open(folder / "plain_probability.tif") as other:
            difference = numpy.abs(numpy.asarray(one) - numpy.asarray(other))
        result["difference"] = {"mean": float(difference.mean()), "largest": float(difference.max())}
        result["note"] += f" The probabilities differ by {difference.mean():.1e} on average."

    def levers(self):
        """What each lever brings, and all together: Ganoscope beside itself without it."""
        with self.ours() as ours:
            names = ours.ask("levers")["levers"]
        side = 1024
        file = self.folder / "lever.tif"
        made_image(numpy.random.default_rng(7), side)[1].save(file)
        works = WORKS | {"predict": f"prediction of {side} × {side} px"}
        for lever in [",".join(names)] + ([] if self.quick else names):
            label = lever.replace(",", ", ")
            for network, width, title, batch in NETWORKS[:1] if self.quick or "," not in lever else NETWORKS:
                for work, what in works.items():
                    name = f"{title}, {what}"
                    if not self.wants(f"lever {lever} {name}"):
                        continue
                    say(f"{name} without {label} …")
                    request = {**self.start(network, width, batch), "work": work, "image": str(file)}
                    with self.ours() as full, self.ours(lever) as less:
                        for program in (full, less):
                            program.ask("prepare", **request, out=self.new_folder())
                        taken = self.turns((full, less), *((0.4, 3) if self.quick else (0.8, 7)))
                        memory = [program.peak_memory() for program in (full, less)]
                    self.found["levers"].append({"lever": "any of them" if "," in lever else lever, "name": name, "with": report.spread(taken[0]["seconds"]),
                                                 "without": report.spread(taken[1]["seconds"]), "memory": memory,
                                                 "ratio": report.compared(taken[0]["seconds"], taken[1]["seconds"])})

    def others(self):
        for name in ("bench_readers", "bench_cold_start") if self.quick else ("bench_readers", "bench_cold_start", "bench_window"):
            if (self.choices.programs / name).exists() and self.wants(name):
                say(f"{name} …")
                self.found["others"].append(programs.figures(self.choices.programs / name))

    def finish(self):
        """The roofline, when the machine has shown its best."""
        self.measure_machine()
        machine = self.found["machine"]
        for result in self.found["results"]:
            if "roofline" in result:
                products = result["roofline"]["products"]
                result["roofline"] = {"flop": sum(flop for flop, _ in products), "bytes": sum(size for _, size in products),
                                      "seconds": roofline.seconds(products, machine["flops"], machine["bandwidth"])}
        machine["load_after"] = os.getloadavg()

    def run(self):
        """Goes through all of it; an interrupt ends it with what there is."""
        try:
            for part in (self.measure_machine, self.steps, self.beside_another, self.primitives, self.measure_machine, self.files, self.predictions, self.measure_machine, self.levers, self.others):
                part()
        except KeyboardInterrupt:
            say("Interrupted: what follows is what was measured until now.")
            self.found["interrupted"] = True
        self.finish()
        return self.found


def main():
    choices = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ganoscope-bench-") as folder:
        try:
            found = Bench(choices, Path(folder)).run()
        except programs.Failure as failure:
            sys.exit(str(failure))
    choices.out.mkdir(parents=True, exist_ok=True)
    file = choices.out / f"speed{'-quick' if choices.quick else ''}-{datetime.datetime.now():%Y%m%d-%H%M%S}.json"
    file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(report.text(found))
    say(f"All figures are in {file}.")


if __name__ == "__main__":
    main()
