#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Ganoscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Repeats the experiments of docs/results.md: `docs/results.sh DATA OUT [GROUP …]`.
# DATA holds the image sets named below; OUT gets the runs and one folder per study, each with a report. Groups:
#   pretrain-NETWORK        trains a model of models/zoo; networks: hrnet u244 u3176 u4424, and own: hrnet going on with unlabelled nerve sections
#   SET-NETWORK             its transfer, three seeds, 4 or 8 and five times as many labelled crops; sets: superalloys axons mitochondria particles
#   best-particles-hrnet    one training with all labels, the best score on the particle test images; best-particles-scratch: the same from scratch
#   restoration-NETWORK     the same for denoising of simulated STEM, six seeds for the U-Nets
# What is finished is not repeated; what was interrupted goes on.
# GANOSCOPE_MODELS: a folder with the models to start from, instead of those trained in OUT.
set -euo pipefail

[ $# -ge 3 ] || { sed -n '5,13s/^# \{0,1\}//p' "$0" >&2; exit 2; }
data=$(readlink -f "$1")
mkdir -p "$2"
out=$(readlink -f "$2")
shift 2
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
cli=${GANOSCOPE_CLI:-build/bin/ganoscope-cli}
threads=${GANOSCOPE_THREADS:-0}

# A folder of links, so that name patterns can leave images out. links FOLDER SOURCE FIND-TESTS…
links() {
    local folder=$1 source=$2
    shift 2
    mkdir -p "$folder"
    find "$source" -maxdepth 1 -type f "$@" -exec ln -sft "$folder" {} +
}

# Links a labelled set apart: learn/ and test/, each with images/ and masks/. part NAME IMAGES MASKS LEARN|TEST FIND-TESTS…
part() {
    local name=$1 images=$2 masks=$3 side=$4
    shift 4
    links "$out/sets/$name/$side/images" "$images" "$@"
    links "$out/sets/$name/$side/masks" "$masks" "$@"
}

# Restores corrupted tiles, no adversary. pretrain NETWORK IMAGES EPOCHS CROP BATCH OPTIONS…
pretrain() {
    local run=$out/$1 images=$2 epochs=$3 crop=$4 batch=$5
    shift 5
    if [ -e "$run/run.json" ]; then "$cli" resume --run "$run"; return; fi
    "$cli" pretrain --run "$run" --images "$images" --group-pattern '^(.*)_y\d+x\d+' --test-part 0 --base-width 16 \
        --crop "$crop" --batch-size "$batch" --steps-per-epoch 100 --epochs "$epochs" --max-validation-patches 32 --learning-rate 0.001 \
        --schedule cosine --constant-part 0.1 --moving-average 0.99 --adversarial-loss none --noise 0.02..0.2 --blur 0..2 --mask 0.1..0.6 \
        --mask-chance 0.7 --mask-block 16 --scaling 0.7..1.4 --contrast 0.7..1.3 --brightness -0.15..0.15 --threads "$threads" "$@"
}

# The shipped models. Without the nerve sections (not free to ship, and of the tissue on which mitochondria are scored) and without the
# animals on which axons are scored.
shipped() {
    links "$out/unlabelled" "$data/pretrain/images" ! -name 'vnc__*' ! -name '*sub-rat4*' ! -name '*sub-rat5*'
    pretrain "$1" "$out/unlabelled" "$3" "$4" "$5" --generator "$2" --patch-size 224
}

# What a user would do: the shipped HRNet goes on with unlabelled images of the own microscope, of another stack than the labelled one.
own() {
    links "$out/nerve" "$data/pretrain/images" -name 'vnc__*'
    pretrain own "$out/nerve" 15 128 8 --from "$(model_of hrnet)" --patch-size 512
}

# The shipped model of that name where GANOSCOPE_MODELS says where they are, or the run that `pretrain` made.
model_of() {
    local folder=${GANOSCOPE_MODELS:-}
    if [ -n "$folder" ] && [ "$1" != own ]; then printf '%s' "$folder/${files[$1]}.safetensors"; else printf '%s' "$out/$1"; fi
}

# Scratch against pretrained, with as many seeds as the caller's `seeds` says. study NAME NETWORK OPTIONS…
study() {
    local folder=$out/studies/$2/$1 model
    model=$(model_of "$2")
    shift 2
    if [ -e "$folder/study.json" ]; then "$cli" study resume --study "$folder"; return; fi
    "$cli" study run does-pretraining-help --study "$folder" --no-estimate --pretrained "$model" --seeds "$seeds" --checks 6 --crop 128 \
        --batch-size 4 --learning-rate 0.0005 --max-validation-patches 24 --patch-size 256 --threads "$threads" "$@"
}

# From LABELS crops of 256 px; the U-Nets, slower, only from the fewest. segmentation SET NETWORK LABELS
segmentation() {
    local set=$out/sets/$1 labels=$3 seeds=3
    [ "$2" = hrnet ] || [ "$2" = own ] || labels=${labels%,*}
    study "$1" "$2" --task segmentation --loss bce-dice --steps 240 --labels "$labels" --label-unit patches --validation-part 0.25 --test-part 0 \
        --images "$set/learn/images" --targets "$set/learn/masks" --test-images "$set/test/images" --test-targets "$set/test/masks"
}

superalloys() {
    local folder=$data/nanoparticle_segmentation/superalloy_precipitates
    part superalloys "$folder/images" "$folder/masks" learn -name 'spot[167]_*'
    part superalloys "$folder/images" "$folder/masks" test ! -name 'spot[167]_*'
    segmentation superalloys "$1" 4,20
}

axons() {
    part axons "$data/axon_myelin/images" "$data/axon_myelin/masks_axon" learn -name 'sub-rat[1237]_*'
    part axons "$data/axon_myelin/images" "$data/axon_myelin/masks_axon" test -name 'sub-rat[45]_*'
    segmentation axons "$1" 4,20
}

# Neighbouring sections resemble each other: nine to learn from, two left out, four to score.
mitochondria() {
    part mitochondria "$data/mitochondria/images" "$data/mitochondria/masks" learn -name '0[0-8].png'
    part mitochondria "$data/mitochondria/images" "$data/mitochondria/masks" test -name '1[1-4].png'
    segmentation mitochondria "$1" 4,20
}

particles() {
    local folder=$data/nanoparticle_segmentation/emps
    part particles "$folder/images" "$folder/masks" learn -name '[4-9]*.png'
    part particles "$folder/images" "$folder/masks" test -name '[01]*.png'
    segmentation particles "$1" 8,40
}

best-particles() {
    local folder=$data/nanoparticle_segmentation/emps run=$out/best-particles-$1 start=(--from "$(model_of "$1")")
    [ "$1" != scratch ] || start=(--generator hrnet_w18_small_v1)
    part best-particles "$folder/images" "$folder/masks" learn ! -name '[01]*.png'
    part particles "$folder/images" "$folder/masks" test -name '[01]*.png'
    if [ -e "$run/run.json" ]; then "$cli" resume --run "$run"; else
        "$cli" finetune --task segmentation --run "$run" "${start[@]}" --images "$out/sets/best-particles/learn/images" \
            --targets "$out/sets/best-particles/learn/masks" --test-part 0 --validation-part 0.15 --loss bce-dice --crop 256 --patch-size 512 --batch-size 4 \
            --steps-per-epoch 250 --epochs 16 --learning-rate 0.001 --schedule cosine --constant-part 0.1 --moving-average 0.995 \
            --max-validation-patches 40 --threads "$threads"
    fi
    "$cli" evaluate --model "$run" --images "$out/sets/particles/test/images" --targets "$out/sets/particles/test/masks" --threads "$threads"
}

restoration() {
    local set=$data/synthetic_stem_NOT_REAL seeds=6  # The U-Nets' trainings from scratch differ much here.
    [ "$1" != hrnet ] || seeds=3
    study restoration "$1" --task denoising --images "$set/image" --targets "$set/noNoise" --steps 240 --validation-part 0.2 --test-part 0.2
}

declare -A files=([hrnet]=hrnet-small-em [u244]=unet-2-44-em [u3176]=unet-3-176-em [u4424]=unet-4-424-em [own]=own)
for group in "$@"; do
    set=${group%-*} network=${group##*-}
    [ -n "${files[$network]:-}" ] || [ "$group" = best-particles-scratch ] || { printf 'There is no network called %s.\n' "$network" >&2; exit 2; }
    case $group in
        pretrain-hrnet) shipped hrnet hrnet_w18_small_v1 45 128 8 ;;
        pretrain-u244) shipped u244 unet_2_44 15 128 8 ;;
        pretrain-u3176) shipped u3176 unet_3_176 13 192 4 ;;
        pretrain-u4424) shipped u4424 unet_4_424 13 192 4 ;;
        pretrain-own) own ;;
        superalloys-*|axons-*|mitochondria-*|particles-*|best-particles-*|restoration-*) "$set" "$network" ;;
        *) printf 'There is no group called %s.\n' "$group" >&2; exit 2 ;;
    esac
done
