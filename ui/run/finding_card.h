// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include "core/data/preflight.h"

class QGridLayout;
class QLabel;
class QPushButton;

namespace gano {

/// One finding: its severity as an icon, what was found, and beneath it whatever explains it or does something about it.
class FindingCard : public QFrame {
    Q_OBJECT
public:
    /// Sentence, advice, and the files behind a fold "Which?".
    explicit FindingCard(const Finding& finding, QWidget* parent = nullptr);

    void addParagraph(const QString& words);  ///< Secondary text.
    void addBelow(QWidget* widget);
    QPushButton* addButton(const QString& words);  ///< In one row with the other buttons.

protected:
    void changeEvent(QEvent* event) override;

private:
    void showIcon();
    void addFiles(const std::vector<std::string>& files);

    Finding::Severity severity_;
    QLabel* icon_;
    QGridLayout* grid_;
    QLayout* buttons_ = nullptr;
};

}  // namespace gano
