// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

namespace gano::look {

/// The greys and the few colours of one theme. Every text colour has at least 4.5 : 1 on window and base.
struct Colours {
    QColor window, base, raised, rail, border, strongBorder, hover, pressed;
    QColor text, quiet, disabled;
    QColor accent, accentFill, accentHover, warning, problem;
    QColor selection;  ///< Behind selected rows; text stays as it is.
    QColor message;    ///< Behind the lines of a MessageBar.
};

const Colours& colours(bool dark);
QPalette paletteOf(const Colours& colours);
QString styleSheetOf(const Colours& colours);

}  // namespace gano::look
