// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/study/study.h"

namespace gano {

/// A value of an axis as a person says it: "4 labels", "all labels", "learning rate 0.001", "U-Net 3_96".
std::string valueWords(const Study& study, const std::string& key, const std::string& value);

/// The values of a cell without that of `leftOut`, joined by commas; the start among them where there are several.
std::string contextWords(const Study& study, const StudyCell& cell, const std::string& leftOut);

/// The value that a cell has on an axis or for "start". Empty if there is no such axis.
std::string valueOf(const StudyCell& cell, const std::string& key);

/// "noise" for "pretraining:noise", an option that is varied in the pretraining; empty for others.
std::string pretrainingKey(const std::string& key);

/// Sets an option of a plan by key; "all" is 0 for options that count. Throws UsageError for unknown keys and wrong values.
void setPlanValue(TrainPlan& plan, const std::string& key, const std::string& value);

/// The start from scratch that `start` is compared with: the one with the same network, or the first one of the study.
const StudyStart& baselineOf(const Study& study, const StudyStart& start);

const StudyStart* findStart(const Study& study, const std::string& name);

/// With a capital at the beginning.
std::string asSentence(std::string words);

}  // namespace gano
