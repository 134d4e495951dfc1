// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;

namespace gano {

/// What a study is, and the ready-made ones to choose from.
class StudyChooser : public QWidget {
    Q_OBJECT
public:
    explicit StudyChooser(QWidget* parent = nullptr);

    /// The study one can go back to; empty: none.
    void setOpenStudy(const QString& name);

Q_SIGNALS:
    void chosen(const QString& id);  ///< Of the ready-made study.
    void openRequested();
    void backRequested();

private:
    QPushButton* back_;
};

}  // namespace gano
