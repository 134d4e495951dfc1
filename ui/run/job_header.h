// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <initializer_list>

class QLabel;
class QProgressBar;
class QToolButton;
class QWidget;

namespace gano {

/// What stands at the top of the page of any long job: its title and state, how far it is, facts, buttons and a menu of more.
struct JobHeader {
    QLabel *title, *state, *facts;
    QProgressBar* bar;
    QToolButton* more;
};

inline constexpr int kJobBarSteps = 1000;  ///< The bar's full length.

/// Gives the parts their look and their places in `page`; the buttons stand beside the facts, the menu's last.
void layOutJobHeader(QWidget* page, const JobHeader& parts, std::initializer_list<QWidget*> buttons);

}  // namespace gano
