// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/presets.h"

#include <algorithm>
#include <iterator>

#include "core/base/error.h"
#include "core/tasks/task.h"

namespace gano {
namespace {

void append(std::vector<PresetChoice>& list, std::vector<PresetChoice> more) {
    list.insert(list.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::vector<PresetChoice> quickLook(const std::string& task) {
    std::vector<PresetChoice> list = {
        {"generator", "unet_2_44", "The smallest network; a few minutes on a processor.", false},
        {"base-width", "16", "Small enough for two cores, wide enough to learn textures.", false},
        {"crop", "128", "Small crops make fast steps.", false},
        {"patch-size", "160", "A little larger than the crop, so that crops vary.", false},
        {"batch-size", "8", "Fits every machine.", false},
        {"learning-rate", "0.001", "Few steps want large ones.", false},
    };
    append(list, {{"epochs", task == "pretraining" ? "6" : "15", "Enough to see whether the data work.", false}});
    return list;
}

std::vector<PresetChoice> asInThePaper(const std::string& task) {
    std::vector<PresetChoice> list = {
        {"epochs", "60", "As printed.", false},
        {"learning-rate", "0.0002", "As printed, Adam.", false},
        {"generator", task == "pretraining" || task == "segmentation" ? "unet_4_424" : "hrnet_w48",
         "The paper compares nine U-Nets and HRNet; for image tasks it uses HRNet only. Its width is not stated; W48 is the one in the lead author's earlier public code.", true},
        {"base-width", "16", "Not stated. 16 gives two million parameters with four levels.", true},
        {"norm", "batch", "Not stated. Batch normalisation is what Pix2Pix and the U-Nets cited there use.", true},
        {"initialisation", "normal-0.02", "Not stated. Pix2Pix draws weights with standard deviation 0.02.", true},
        {"schedule", "linear", "Not stated. The printed curves grow calm towards the end, as with a falling rate; Pix2Pix falls linearly.", true},
        {"constant-part", "0.5", "Not stated. Pix2Pix keeps the rate for the first half.", true},
        {"normalisation", "full-range", "Not stated. 8-bit images divided by 255 keep the pretrained intensity meaning.", true},
        {"flips", "yes", "As printed; input and target alike.", false},
        {"quarter-turns", "yes", "Rotations as printed; quarter turns lose no pixel.", true},
    };
    if (task == "pretraining") {
        append(list, {
            {"batch-size", "128", "As printed.", false},
            {"crop", "224", "Not stated. The native size of CEM500K patches.", true},
            {"patch-size", "224", "The native size of CEM500K patches.", true},
            {"lambda", "100", "As printed.", false},
            {"adversarial-loss", "lsgan", "As printed.", false},
            {"discriminator-norm", "batch", "Not stated. The 70 px PatchGAN of Pix2Pix.", true},
            {"noise", "0.02..0.2", "Range not stated. Covers the noise used for fine-tuning on CEM500K (0.08 to 0.14).", true},
            {"noise-chance", "1", "Not stated. Every input is corrupted.", true},
            {"blur", "0..2", "Range not stated. MoCoV2 on CEM500K blurs by 0.1 to 2 px.", true},
            {"blur-chance", "1", "Not stated. The range begins at no blur.", true},
        });
    } else if (task == "segmentation") {
        append(list, {
            {"loss", "bce", "As printed.", false},
            {"patch-size", "512", "As printed.", false},
            {"crop", "448", "As printed.", false},
            {"batch-size", "16", "Not stated. With few labels, small batches give more steps.", true},
            {"scaling", "0.8..1.25", "Resizing is named, its range is not.", true},
            {"extra-noise", "0..0.05", "Noise is named, its strength is not.", true},
        });
    } else {
        append(list, {
            {"loss", "l1-l2", "As printed; the weights are not stated, 1 : 1.", true},
            {"patch-size", "256", "As printed.", false},
            {"crop", "256", "As printed.", false},
            {"batch-size", "64", "As printed.", false},
        });
    }
    return list;
}

std::vector<PresetChoice> bestQuality(const std::string& task) {
    std::vector<PresetChoice> list = {
        {"generator", "hrnet_w18_small_v2", "HRNet transfers best in the paper; this size still trains on one GPU.", false},
        {"norm", "instance", "Instance normalisation beats batch normalisation on high-resolution micrographs (Kazimi and Sandfeld 2025) and does not depend on the batch.", false},
        {"schedule", "cosine", "Ends calmly.", false},
        {"constant-part", "0.2", "Most of the time is spent falling.", false},
        {"moving-average", "0.999", "Averaged weights validate more steadily.", false},
        {"epochs", task == "pretraining" ? "60" : "120", "Long enough for the falling rate to matter.", false},
        {"batch-size", "16", "Fits a GPU with 8 GB.", false},
        {"crop", "224", "The native size of CEM500K patches.", false},
        {"patch-size", "256", "A little larger than the crop, so that crops vary.", false},
    };
    if (task == "pretraining")
        append(list, {
            {"poisson-chance", "0.5", "Electron counting is the noise of low doses.", false},
            {"jitter-chance", "0.2", "Scanning microscopes jitter.", false},
            {"drift-chance", "0.3", "Uneven illumination and charging.", false},
            {"coarser-chance", "0.2", "Teaches resolution.", false},
        });
    if (task == "segmentation") append(list, {{"loss", "bce-dice", "Overlap and confidence together; steadier for small particles.", false}, {"rotation", "-180..180", "Micrographs have no upright.", false}});
    return list;
}

}  // namespace

const std::vector<Preset>& presets() {
    static const std::vector<Preset> rows = {
        {"quick-look", "Quick look", "A small network for a few minutes, to see whether the images work."},
        {"as-in-the-paper", "As in the paper", "The published settings; what the paper leaves open is chosen and explained."},
        {"best-quality", "Best quality", "Longer training with steadier settings than the paper's."},
    };
    return rows;
}

std::vector<PresetChoice> presetChoices(const std::string& preset, const std::string& taskId) {
    const auto& id = task(taskId).id;
    if (preset == "quick-look") return quickLook(id);
    if (preset == "as-in-the-paper") return asInThePaper(id);
    if (preset == "best-quality") return bestQuality(id);
    std::vector<std::string> known;
    for (const auto& row : presets()) known.push_back(row.id);
    throw unknownName("preset", preset, known);
}

void applyPreset(TrainPlan& plan, const std::string& preset) {
    const auto choices = presetChoices(preset, plan.task);
    // What an earlier preset set must not stay: everything but the data and the start begins anew.
    auto fresh = defaultPlan(plan.task);
    fresh.data = plan.data;
    fresh.model.from = plan.model.from;
    fresh.training.seed = plan.training.seed;
    fresh.training.device = plan.training.device;
    fresh.training.threads = plan.training.threads;
    fresh.training.scale = plan.training.scale;
    plan = fresh;
    const auto fields = plan.fields();
    for (const auto& choice : choices) {
        const auto field = std::find_if(fields.begin(), fields.end(), [&](const OptionField& f) { return f.spec.key == choice.key; });
        if (field == fields.end()) throw Error("The preset " + preset + " names an option that does not exist: " + choice.key + ".");
        setOptionFromText(*field, choice.value);
    }
}

}  // namespace gano
