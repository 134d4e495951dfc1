// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "ui/wizard/wizard_draft.h"

namespace gano {

/// A network that suits the size of the labelled objects better than the plan's, with one sentence why and what taking it
/// is called on a button.
struct NetworkAdvice {
    std::string sentence, button;
    GeneratorSuggestion suggestion;
    const StartModel* start = nullptr;  ///< Its weights are the start; points into the draft.
    bool fromScratch = false;           ///< The chosen start has another network, and no other one fits.
};

/// Nothing without measured objects, and where the plan's network suits them.
std::optional<NetworkAdvice> networkAdvice(const WizardDraft& draft);
void takeAdvice(WizardDraft& draft, const NetworkAdvice& advice);
/// What of a suggestion holds with the plan's start: a model prescribes its network.
void takeSuggestion(WizardDraft& draft, const GeneratorSuggestion& suggestion);

/// How much a network sees around each pixel, behind its name: "sees 44 px · 5.3 nm", "sees whole crops".
QString seesText(const GeneratorRow& row, const std::optional<PixelSize>& pixel);

/// Where all images agree on it.
std::optional<PixelSize> pixelSizeOf(const WizardDraft& draft);

}  // namespace gano
