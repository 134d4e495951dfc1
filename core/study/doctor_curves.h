// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/study/doctor.h"

/// What the rules read off curves. Values that are no numbers have to be left out before. Internal to core/study.
namespace gano::curves {

double mean(std::span<const double> values);
double median(std::span<const double> values);
/// The last `part` (0 … 1) of the values, at least one; empty only for none.
std::span<const double> last(std::span<const double> values, double part);
std::span<const double> first(std::span<const double> values, double part);
/// How much values jump from one to the next beside any trend: the mean absolute second difference of neighbours, scaled
/// to the standard deviation of independent noise that would make it (second differences of such noise have √6 times its
/// deviation, and the mean absolute value of a normal variable is √(2/π) of its deviation). 0 for fewer than four values.
double roughness(std::span<const double> values);
/// Median of each value with its two neighbours.
std::vector<double> smoothed(std::span<const double> values);
/// The finite values of a column.
std::vector<double> finite(const std::vector<double>& values);

/// The loss that training minimises: train_loss, or train_g_l1 of pretraining.
std::vector<double> trainingLoss(const Patient& patient);
/// The same on validation: val_loss, or val_l1 where there is none.
std::vector<double> validationLoss(const Patient& patient);

/// True where the best score is one of a network that has learned its task at least roughly: Dice 0.1 above what labelling
/// everything scores, or an error that is clearly below that of one grey value everywhere.
bool hasLearned(const Patient& patient);

/// The Dice of labelling everything, of two classes; 0 where it is not known.
double chance(const Patient& patient);
/// True while the last third of the epochs has a clearly better score than all before: 0.02 of Dice, 5 % of an error.
bool stillImproves(const Patient& patient);

/// "0.0002", as an option's text.
std::string numberText(double value);
/// "Dice 0.912"
std::string scoreText(const Patient& patient, double score);

}  // namespace gano::curves
