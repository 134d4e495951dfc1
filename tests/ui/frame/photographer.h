// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <functional>

#include "ui/wizard/training_wizard.h"

class QToolButton;

namespace gano {
class MainWindow;
}

namespace pictures {

/// Lets the program work for so long, or until `done`.
void live(int milliseconds, const std::function<bool()>& done = {});

/// Takes pictures of a window into a folder, their names with one ending.
class Photographer {
public:
    Photographer(gano::MainWindow& window, const QString& folder, const QString& ending) : window_(window), folder_(folder), ending_(ending) {}

    /// Of the window, or of a part or dialog of it.
    void take(const QString& name, QWidget* what = nullptr) const;
    /// Every step of the wizard, as far as Next leads.
    void takeWizard(const gano::WizardStart& start) const;

private:
    void takeSettings(QWidget& wizard, QToolButton& fold) const;

    gano::MainWindow& window_;
    QString folder_, ending_;
};

}  // namespace pictures
