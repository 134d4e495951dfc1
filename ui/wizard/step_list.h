// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <vector>

class QToolButton;

namespace gano {

/// The names of all steps, always visible: where one is, what is done and can be gone back to, what is not needed.
class StepList : public QFrame {
    Q_OBJECT
public:
    struct Step {
        QString name;
        bool needed = true, done = false;
    };
    explicit StepList(QWidget* parent = nullptr);
    void show(const std::vector<Step>& steps, int current);

Q_SIGNALS:
    void chosen(int step);  ///< One that is done.

private:
    std::vector<QToolButton*> entries_;
};

}  // namespace gano
