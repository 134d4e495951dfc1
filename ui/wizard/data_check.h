// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "ui/view/background.h"
#include "ui/wizard/wizard_draft.h"

namespace gano {

/// Finds and checks a plan's data away from the interface thread. A newer request replaces the one before.
class DataCheck : public QObject {
    Q_OBJECT
public:
    explicit DataCheck(QObject* parent = nullptr);

    /// First listed() by names alone, then progressed(), then checked() or failed().
    void check(const TrainPlan& plan);
    void cancel();
    bool isBusy() const { return background_.isBusy(); }

Q_SIGNALS:
    void listed(const std::vector<gano::ImageRef>& images);
    void progressed(qint64 done, qint64 total);  ///< total 0: not known.
    void checked(const gano::CheckedPtr& data);
    void failed(const QString& sentence);

private:
    Background::Done look(const TrainPlan& plan, const Background::Ticket& ticket);
    void list(const TrainPlan& plan, const Background::Ticket& ticket);

    Background background_{1};
};

}  // namespace gano
