// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QObject>
#include <filesystem>
#include <optional>
#include <vector>

#include "core/train/run_folder.h"

namespace gano {

/// A run or a study as a card on the home page shows it; read from its folder without opening weights.
struct RunCard {
    std::filesystem::path folder;
    QString name;      ///< The folder's name.
    QString title;     ///< "Segmentation, U-Net 3_96, from scratch"
    bool study = false;  ///< A study of several trainings: epochs count these.
    QString state;     ///< "done", "stopped", "failed", "running", or "interrupted": running says its file, but no process holds it.
    QString best;      ///< "Dice 0.912", empty without a score.
    std::filesystem::path picture;  ///< The newest preview, empty when there is none.
    QDateTime changed;
    int epoch = 0, epochs = 0;
    std::string task;
    bool operator==(const RunCard&) const = default;
};

/// What the program knows of: recent runs, models, folders; remembered between starts. Reads in the background.
class Library : public QObject {
    Q_OBJECT
public:
    explicit Library(QObject* parent = nullptr);
    ~Library() override;

    std::filesystem::path runsFolder() const;    ///< From the preferences; by default Documents/Ganoscope/runs.
    std::filesystem::path modelsFolder() const;  ///< Own imported models.
    void setRunsFolder(const std::filesystem::path& folder);
    void remember(const std::filesystem::path& run);
    void forget(const std::filesystem::path& run);
    void moved(const std::filesystem::path& from, const std::filesystem::path& to);  ///< A run's folder was renamed.

    std::vector<RunCard> runs() const;                         ///< Newest first, as of the last refresh.
    std::vector<std::filesystem::path> models() const;         ///< Shipped, imported, and own finished runs.
    std::vector<std::filesystem::path> shippedModels() const;  ///< Beside the program or in the source tree.
    std::optional<std::filesystem::path> samples() const;      ///< resources/samples, wherever it is installed.
    void refresh();
    bool isRead() const;  ///< False until the first reading of the disk is through.

Q_SIGNALS:
    void changed();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace gano
