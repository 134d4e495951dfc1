// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/study/ready_made.h"

namespace gano {

/// What ready-made studies are put together from. Internal to core/study.

/// What a folder or model file is called: the last part of its path, also of one that ends in a slash, without ".safetensors".
std::string nameOfPath(const std::filesystem::path& path);

/// One start for every pretrained model of the choices, and before them one from scratch for every network among them, with
/// that network. Reads the models' cards. Throws Error for what is no model, UsageError for one of another task.
void addModels(Study& study, const StudyChoices& choices);
/// The models alone, or from scratch where none is named.
void startFromModels(Study& study, const StudyChoices& choices);

/// A start for each number of unlabelled images, 0 being all, pretrained within the study.
void addPretraining(Study& study, const StudyChoices& choices, const std::vector<int>& counts);
/// The numbers given, or a quarter, half and all of the images that there are to train on.
std::vector<int> pretrainingCounts(const Study& study, const StudyChoices& choices);

/// A start that learned from another labelled set first.
void addLabelled(Study& study, const StudyChoices& choices);

/// The numbers of labels that are given, or 1, 2, 4, 8 … and all. Numbers beyond what there is are left out, with "all" in
/// their place. `allFirst`: all is what the others are compared with.
StudyAxis labelAxis(const Study& study, const StudyChoices& choices, bool allFirst);

/// Moves `value` to the front; adds it where it is missing.
void putFirst(std::vector<std::string>& values, const std::string& value);

}  // namespace gano
