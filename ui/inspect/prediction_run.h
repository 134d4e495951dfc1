// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <filesystem>
#include <memory>
#include <unordered_map>
#include <vector>

#include "core/base/run_control.h"
#include "core/base/run_events.h"
#include "core/predict/predictor.h"
#include "ui/inspect/image_set.h"

namespace gano {

class RunSession;

/// Predicts images of a set through the window's session, and says which one is done, failed or at work.
class PredictionRun : public QObject {
    Q_OBJECT
public:
    struct Request {
        std::filesystem::path model, predictions;  ///< `predictions`: see predictionsFolder().
        PredictOptions options;
        std::vector<int> keys;               ///< Of the entries to predict, in this order.
        std::vector<InspectEntry> entries;   ///< Parallel to `keys`.
    };

    explicit PredictionRun(RunSession& session, QObject* parent = nullptr);

    /// False, and nothing happens, while the session is busy.
    bool start(const Request& request);
    void stop();
    bool isRunning() const { return running_; }
    bool isStopping() const { return stopping_; }

Q_SIGNALS:
    void started();
    void imageStarted(int key);
    void imageDone(int key, const std::vector<std::filesystem::path>& written);
    void imageFailed(int key, const QString& reason);
    void progressed(int done, int total, double secondsLeft);
    void warned(const QString& sentence);
    void ended(const gano::Outcome& outcome, int done, int failed);

private:
    struct Failures;
    void take(const std::vector<RunEvent>& events);
    void takeFailures();
    void markNext();
    void finish(const Outcome& outcome);

    RunSession& session_;
    Request request_;
    std::shared_ptr<Failures> failures_;
    std::unordered_map<std::string, std::vector<std::size_t>> places_;  ///< File to positions in the request.
    std::vector<bool> over_;
    int done_ = 0, failed_ = 0;
    bool running_ = false, stopping_ = false;
};

}  // namespace gano
