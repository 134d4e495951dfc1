// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>

#include "core/base/options.h"
#include "core/image/pixel_size.h"

class QWidget;

namespace gano {

/// A widget that edits the option where it lives; `told` is called after each change that is allowed. What is typed and
/// not allowed is marked and explained in the tool tip, and leaves the option as it was. `pixel` is the pixel size of the
/// images, so that receptive fields can be told in nanometres.
QWidget* makeOptionEditor(const OptionField& field, QWidget* parent, const std::function<void()>& told, const std::optional<PixelSize>& pixel = {});

}  // namespace gano
