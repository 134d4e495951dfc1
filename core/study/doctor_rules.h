// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>

#include "core/study/doctor.h"

/// The rules of the doctor's table. Each says in its .cpp where its thresholds come from. Internal to core/study.
namespace gano::rules {

/// Image sets further apart than this are of different kinds, see ProfileDistance. Halves of one set (axons, mitochondria,
/// superalloys, precipitates, EMPS, single atoms, simulated lattices) lie up to 0.08 and 0.81 apart, sets of different kinds
/// up to 0.28 and 1.9.
inline constexpr double kUnlikeGreys = 0.12, kUnlikeSpectrum = 1.0;

/// Epochs before a curve can be judged.
inline constexpr std::size_t kFewestEpochs = 5;

// doctor_loss_rules.cpp
std::optional<Diagnosis> notANumber(const Patient& patient);
std::optional<Diagnosis> learningRateTooHigh(const Patient& patient);
std::optional<Diagnosis> noProgress(const Patient& patient);
std::optional<Diagnosis> overfitting(const Patient& patient);
std::optional<Diagnosis> validationSpread(const Patient& patient);

// doctor_network_rules.cpp
std::optional<Diagnosis> discriminatorWins(const Patient& patient);
std::optional<Diagnosis> generatorIgnoresInput(const Patient& patient);
std::optional<Diagnosis> pretrainedWorse(const Patient& patient);
std::optional<Diagnosis> receptiveField(const Patient& patient);
std::optional<Diagnosis> pixelSizeOff(const Patient& patient);

// doctor_data_rules.cpp
std::optional<Diagnosis> labelsInverted(const Patient& patient);
std::optional<Diagnosis> labelsShifted(const Patient& patient);
std::optional<Diagnosis> labelsEmpty(const Patient& patient);
std::optional<Diagnosis> nearDuplicates(const Patient& patient);
std::optional<Diagnosis> validationSmall(const Patient& patient);

}  // namespace gano::rules
