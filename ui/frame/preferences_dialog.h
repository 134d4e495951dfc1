// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include "ui/frame/machine.h"
#include "ui/frame/preferences.h"

class QComboBox;
class QLineEdit;
class QSpinBox;

namespace gano {

class Library;

/// Device, threads, runs folder, theme. The theme shows at once; the rest counts from the next job on.
class PreferencesDialog : public QDialog {
    Q_OBJECT
public:
    PreferencesDialog(Library& library, const MachineFacts& machine, QWidget* parent = nullptr);

    void accept() override;
    void reject() override;

private:
    void showTheme();
    void chooseFolder();

    Library& library_;
    Preferences before_;
    QComboBox *device_, *theme_;
    QSpinBox* threads_;
    QLineEdit* folder_;
};

}  // namespace gano
