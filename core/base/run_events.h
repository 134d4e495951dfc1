// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace gano {

/// Named numbers in a fixed order, for example {"g_l1", 4.1}, {"d_real", 0.2}.
/// Names are those of the columns of metrics.csv: lower case, words joined by underscores.
using MetricList = std::vector<std::pair<std::string, double>>;

enum class RunOutcome { Done, Stopped, Failed };

/// How a job ended. Stopping is an outcome, not an error.
struct Outcome {
    RunOutcome result = RunOutcome::Done;
    std::string message;  ///< One sentence, always set when the result is Failed.
    MetricList metrics;   ///< The final scores, if the job has any.
    bool wrongRequest = false;  ///< Failed because of what was asked for (a name, a value), not of how it went.
};

struct RunStarted {
    std::string title;  ///< "Segmentation, U-Net 3_176 from scratch"
    std::string device;
    std::filesystem::path folder;
    int epochs = 0;        ///< 0 for jobs without epochs (prediction).
    int epochsBefore = 0;  ///< Done before this start, when resumed.
};
/// Sent at most 5 times a second.
struct StepFinished {
    int epoch = 0;  ///< 1-based.
    int epochs = 0;
    long step = 0;  ///< Within the epoch, or within the whole job where epochs is 0.
    long steps = 0;
    double imagesPerSecond = 0.0;
    double secondsLeft = -1.0;  ///< Negative until it is known.
    MetricList losses;
};
struct EpochFinished {
    int epoch = 0;
    int epochs = 0;
    MetricList metrics;  ///< Training values are prefixed "train_", validation values "val_".
    bool best = false;
};
struct PreviewReady {
    int epoch = 0;
    std::filesystem::path picture;
};
struct CheckpointSaved {
    int epoch = 0;
    std::filesystem::path file;
};
/// A plain sentence for the log.
struct Notice {
    std::string sentence;
};
/// Something the user should know but that does not end the job.
struct Warning {
    std::string sentence;
};
/// One image of a prediction or an evaluation is done.
struct ImageFinished {
    std::filesystem::path image;
    int frame = 0;     ///< 0-based page of the file.
    std::string part;  ///< Data set inside a container, empty elsewhere.
    std::vector<std::filesystem::path> written;  ///< Prediction: the files made of it.
    MetricList scores;                           ///< Evaluation: of this image alone.
};
/// A job made of several, such as a study of many trainings, begins one of them; what follows belongs to it.
struct PartStarted {
    std::string name;   ///< Of its folder, unique within the job.
    std::string title;  ///< "From scratch, 4 labels, seed 2"
    std::filesystem::path folder;
    int number = 0;  ///< 1-based.
    int count = 0;
};
/// The part is over; the job goes on, whatever its outcome.
struct PartFinished {
    std::string name;
    Outcome outcome;
};
/// The last event, exactly one per job.
struct RunFinished {
    Outcome outcome;
};

using RunEvent = std::variant<RunStarted, StepFinished, EpochFinished, PreviewReady, CheckpointSaved, Notice, Warning,
                              ImageFinished, PartStarted, PartFinished, RunFinished>;

/// Receives what a job tells, on the job's own thread.
class RunObserver {
public:
    virtual ~RunObserver() = default;
    virtual void onEvent(const RunEvent& event) = 0;
};

/// An observer that listens to nothing.
class SilentObserver final : public RunObserver {
public:
    void onEvent(const RunEvent&) override {}
};

}  // namespace gano
