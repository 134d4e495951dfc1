#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Ganoscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Repeats the experiments of docs/results.md: `docs/results.sh DATA OUT [GROUP …]`.
# DATA holds the image sets named below, OUT gets one folder per run and scores.txt. Without groups all are run:
# pretrain, particles, mitochondria, denoising, background, superresolution, upsampled2x. What is already finished is not repeated; what was interrupted goes on.
set -euo pipefail

[ $# -ge 2 ] || { printf 'Usage: docs/results.sh DATA OUT [GROUP …]\n' >&2; exit 2; }
data=$(readlink -f "$1")
mkdir -p "$2"
out=$(readlink -f "$2")
shift 2
groups=("$@")
[ ${#groups[@]} -gt 0 ] || groups=(pretrain particles mitochondria denoising background superresolution upsampled2x)
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
cli=${GANOSCOPE_CLI:-build/bin/ganoscope-cli}
threads=${GANOSCOPE_THREADS:-0}
network=(--generator unet_3_96 --base-width 16 --threads "$threads")

# A folder of links, so that one name pattern can leave images out.
links() {
    local folder=$1 source=$2
    shift 2
    mkdir -p "$folder"
    find "$source" -maxdepth 1 -type f "$@" -exec ln -sft "$folder" {} +
}

# Trains a run, or goes on with one that was interrupted. train FOLDER COMMAND OPTIONS…
train() {
    local run=$1
    shift
    if [ -e "$run/run.json" ]; then "$cli" resume --run "$run"; else "$cli" "$@" --run "$run"; fi
}

# Scores a run and adds its lines to scores.txt. score RUN OPTIONS-OF-EVALUATE…
score() {
    local run=$1
    shift
    [ -e "$run/test.json" ] || "$cli" evaluate --json --model "$run" --threads "$threads" "$@" | tail -n 1 > "$run/test.json"
    printf '%s %s\n' "$(basename "$run")" "$(cat "$run/test.json")" >> "$out/scores.txt"
}

pretrain() {
    # Without the nerve sections: they are of the same tissue as the mitochondria that are scored, and not free to ship.
    links "$out/unlabelled" "$data/pretrain/images" ! -name 'vnc__*'
    local common=(pretrain --images "$out/unlabelled" --group-pattern '^(.*)_y\d+x\d+' --test-part 0 --patch-size 224 --crop 128
        --batch-size 8 --steps-per-epoch 60 --max-validation-patches 32 --learning-rate 0.0004 --threads "$threads")
    case $1 in
        unet) train "$out/pretrained-unet" "${common[@]}" --generator unet_3_96 --base-width 16 --epochs 30 ;;
        hrnet) train "$out/pretrained-hrnet" "${common[@]}" --generator hrnet_w18_small_v1 --epochs 30 ;;
    esac
}

# The same budget from both starts. pair NAME SEED OPTIONS-OF-FINETUNE… ; the arrays `test` and `network` are used.
pair() {
    local name=$1 seed=$2
    shift 2
    train "$out/$name-pretrained-seed$seed" finetune "$@" "${network[@]}" --seed "$seed" --from "$out/pretrained-unet"
    score "$out/$name-pretrained-seed$seed" "${test[@]}"
    train "$out/$name-scratch-seed$seed" finetune "$@" "${network[@]}" --seed "$seed"
    score "$out/$name-scratch-seed$seed" "${test[@]}"
}

short=(--crop 128 --batch-size 4 --steps-per-epoch 40 --epochs 12 --max-validation-patches 24 --learning-rate 0.0005)

particles() {
    local emps=$data/nanoparticle_segmentation/emps seed test
    test=(--part test)
    for seed in 1 2 3; do
        pair particles "$seed" --task segmentation --images "$emps/images" --targets "$emps/masks" --patch-size 256 "${short[@]}" \
            --max-images 120
    done
}

mitochondria() {
    # Neighbouring sections resemble each other: nine to learn from, two left out, four to score.
    local set=$data/mitochondria part seed test
    for part in images masks; do
        links "$out/mito/learn/$part" "$set/$part" -name '0[0-8].png'
        links "$out/mito/test/$part" "$set/$part" -name '1[1-4].png'
    done
    test=(--images "$out/mito/test/images" --targets "$out/mito/test/masks")
    for seed in 1 2 3; do
        pair mitochondria "$seed" --task segmentation --images "$out/mito/learn/images" --targets "$out/mito/learn/masks" \
            --test-part 0 --validation-part 0.25 --patch-size 256 "${short[@]}"
    done
}

# One task on the simulated STEM set. restore NAME TARGETS OPTIONS…
restore() {
    local set=$data/synthetic_stem_NOT_REAL name=$1 targets=$2 test
    shift 2
    test=(--part test)
    pair "$name" 1 "$@" --images "$set/image" --targets "$set/$targets" --patch-size 256 --validation-part 0.2 --test-part 0.2 "${short[@]}"
}

for group in "${groups[@]}"; do
    case $group in
        pretrain) pretrain unet; pretrain hrnet ;;
        pretrain-unet) pretrain unet ;;
        pretrain-hrnet) pretrain hrnet ;;
        particles|mitochondria) "$group" ;;
        denoising) restore denoising noNoise --task denoising ;;
        background) restore background noBackgroundNoNoise --task background-removal ;;
        superresolution) restore superresolution superresolution --task super-resolution ;;
        upsampled2x) restore upsampled2x upsampled2x --task super-resolution --scale 2 ;;
        *) printf 'There is no group called %s.\n' "$group" >&2; exit 2 ;;
    esac
done
