// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tasks/task.h"

#include "core/base/error.h"

namespace gano {

const std::vector<Task>& tasks() {
    static const std::vector<std::string> kImageLosses{"l1-l2", "l1", "l2", "charbonnier", "ssim"};
    static const std::vector<std::string> kImageMetrics{"l1", "psnr", "ssim"};
    static const std::vector<Task> kTasks{
        {.id = "pretraining",
         .label = "Pretraining",
         .sentence = "Learns what your images look like by restoring corrupted copies of them. Needs no labels.",
         .target = TargetKind::None,
         .losses = {"l1"},
         .metrics = kImageMetrics,
         .higherIsBetter = false,
         .scales = {1},
         .targetFolders = {}},
        {.id = "segmentation",
         .label = "Segmentation",
         .sentence = "Finds the pixels that belong to particles or other structures, from images with masks.",
         .target = TargetKind::Labels,
         .losses = {"bce", "dice", "bce-dice", "cross-entropy", "focal"},
         .metrics = {"dice", "iou"},
         .higherIsBetter = true,
         .scales = {1},
         .targetFolders = {"circularMask", "gaussianMask", "masks", "labels"}},
        {.id = "denoising",
         .label = "Denoising",
         .sentence = "Removes noise and keeps the background, from noisy images with clean ones.",
         .target = TargetKind::Image,
         .losses = kImageLosses,
         .metrics = kImageMetrics,
         .higherIsBetter = false,
         .scales = {1},
         .targetFolders = {"noNoise"}},
        {.id = "background-removal",
         .label = "Noise and background removal",
         .sentence = "Removes noise and uneven background together, from images with clean, flat ones.",
         .target = TargetKind::Image,
         .losses = kImageLosses,
         .metrics = kImageMetrics,
         .higherIsBetter = false,
         .scales = {1},
         .targetFolders = {"noBackgroundnoNoise", "noBackgroundNoNoise"}},
        {.id = "super-resolution",
         .label = "Super-resolution",
         .sentence = "Sharpens images, on the same or on a finer grid, from images with sharper ones.",
         .target = TargetKind::Image,
         .losses = kImageLosses,
         .metrics = kImageMetrics,
         .higherIsBetter = false,
         .scales = {1, 2, 4},
         .targetFolders = {"noNoiseNoBackgroundSuperresolution", "superresolution",
                           "noNoiseNoBackgroundUpinterpolation2x", "upsampled2x"}},
    };
    return kTasks;
}

std::vector<std::string> taskIds() {
    std::vector<std::string> ids;
    for (const Task& row : tasks()) {
        ids.push_back(row.id);
    }
    return ids;
}

const Task& task(const std::string& id) {
    for (const Task& row : tasks()) {
        if (row.id == id) return row;
    }
    throw unknownName("task", id, taskIds());
}

std::string metricWords(const std::string& metric) {
    if (metric == "dice") return "Dice";
    if (metric == "iou") return "IoU";
    if (metric == "l1") return "L1";
    if (metric == "psnr") return "PSNR";
    if (metric == "ssim") return "SSIM";
    return metric;
}

}  // namespace gano
