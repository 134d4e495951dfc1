// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

class QApplication;
class QWidget;

namespace gano {

/// The neutral look of the whole window: grey without a tint in light and dark, one accent colour, an 8 px grid.
namespace look {

inline constexpr int kGrid = 8;      ///< px; margins and gaps are multiples of it.
inline constexpr int kControl = 32;  ///< Height of buttons and fields, px.

enum class Theme { System, Light, Dark };

/// Sets style, palette, fonts and the style sheet; call again when the theme or the system's colours change.
void apply(QApplication& application, Theme theme);
/// True when what is shown now is dark.
bool isDark();

/// Colours that colour-blind people tell apart (Okabe and Ito), readable on the current background.
QColor training();    ///< Blue.
QColor validation();  ///< Orange.
QColor series(int index);  ///< Further curves, classes and overlays; repeats after seven.
QColor accent();      ///< For the one thing to do next.
QColor warning();     ///< Amber text.
QColor problem();     ///< Red text.
QColor quiet();       ///< Secondary text; still 4.5 : 1 on the window's background.

/// An icon of resources/icons by its file name without ending, in the palette's text colour, sharp at every scale.
QIcon icon(const QString& name);
/// The same in a colour of its own, for warnings and the like.
QIcon icon(const QString& name, const QColor& colour);
/// Page headings, 18 px.
void makeHeading(QWidget* label);
/// Secondary text that follows the theme.
void makeQuiet(QWidget* label);
/// The one button to press next.
void makePrimary(QWidget* button);

}  // namespace look
}  // namespace gano
