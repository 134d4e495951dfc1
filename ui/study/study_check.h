// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>
#include <memory>

#include "core/base/run_control.h"
#include "core/study/study_runner.h"
#include "ui/study/study_draft.h"
#include "ui/view/background.h"

namespace gano {

/// A draft that can be run: the study, its trainings, and what there is of images.
struct CheckedStudy {
    Study study;
    std::vector<StudyCell> cells;
    std::size_t samples = 0;    ///< Labelled images.
    std::size_t unpaired = 0;   ///< Images without a partner, left out.
    std::size_t test = 0;       ///< Test images: kept aside of the labelled ones, or those of their own folder.
};

/// Turns drafts into studies and measures how long they take, away from the interface thread. The newest draft counts.
class StudyCheck : public QObject {
    Q_OBJECT
public:
    explicit StudyCheck(QObject* parent = nullptr);
    ~StudyCheck() override;

    /// Looks at the draft a little later: checked() or refused(), and after checked() measured(), unmeasurable() or cancelled.
    void check(const StudyDraft& draft);
    void measure(const Study& study);
    /// Gives up measuring; the study stays as it is.
    void cancelMeasuring();
    void stop();

Q_SIGNALS:
    void checked(const std::shared_ptr<const gano::CheckedStudy>& found);
    void refused(const QString& sentence);
    void measuring();
    void measured(const gano::StudyEstimate& estimate);
    void unmeasurable(const QString& sentence);

private:
    void begin();

    StudyDraft draft_;
    std::shared_ptr<RunControl> control_;
    QTimer soon_;
    Background background_{1}, measuring_{1};
};

}  // namespace gano
