// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/study/ready_made.h"

namespace gano {

/// What the form of a new study fills in.
struct StudyDraft {
    std::string id;  ///< Of the ready-made study.
    TrainPlan base = defaultPlan("segmentation");
    std::string preset = "quick-look";
    StudyChoices choices;
    std::string name;  ///< Of its folder.
};

/// Another task: its defaults and the preset; the images, the device and the grouping stay.
void setTask(StudyDraft& draft, const std::string& task);
/// A named starting point of the training options; the images and the grouping stay.
void setPreset(StudyDraft& draft, const std::string& preset);
/// Another ready-made study: choices that it does not have are cleared, with the preset that it is meant for.
void setReadyStudy(StudyDraft& draft, const std::string& id);

/// Learns images, masks and task from a run with targets. False for any other folder, which leaves the draft as it was.
bool takeFromRun(StudyDraft& draft, const std::filesystem::path& run);

/// What was chosen the last time, kept between starts of the program. Nothing when there is nothing, or it cannot be read.
std::optional<StudyDraft> lastDraft();
void keepDraft(const StudyDraft& draft);

/// A name for the study's folder that is free in `folder`, after what it asks.
std::string freeStudyName(const std::filesystem::path& folder, const std::string& id);

/// True when the study has this choice.
bool hasChoice(const ReadyStudy& row, const std::string& key);

}  // namespace gano
