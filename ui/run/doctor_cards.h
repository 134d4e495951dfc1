// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/study/doctor.h"

class QVBoxLayout;

namespace gano {

/// What the training doctor found in a run, as cards with buttons that do what they advise.
class DoctorCards : public QWidget {
    Q_OBJECT
public:
    explicit DoctorCards(QWidget* parent = nullptr);

    /// The cards stay as they are where nothing changed: an open fold is not closed by every epoch.
    void show(const Patient& patient, const std::vector<Diagnosis>& found);
    void clear();
    int count() const;  ///< Cards that are shown.

Q_SIGNALS:
    void remedyRequested(const gano::Remedy& remedy);

private:
    QWidget* card(const Patient& patient, const Diagnosis& diagnosis);

    QVBoxLayout* column_;
    std::string shown_;
    int count_ = 0;
};

}  // namespace gano
