// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QDir>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/train/metrics_file.h"
#include "core/train/run_folder.h"
#include "ui/style/words.h"

namespace gano::test {

/// Settings and folders of their own, so that tests meet neither the user's runs nor each other's.
class Home {
public:
    Home() {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("Ganoscope tests"));
        QCoreApplication::setApplicationName(QStringLiteral("Ganoscope"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder_.path());
        QSettings().clear();
        QSettings().setValue(QStringLiteral("library/runs folder"), text(runs()));
        QDir(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)).removeRecursively();
    }
    std::filesystem::path path() const { return toPath(folder_.path()); }
    std::filesystem::path runs() const { return path() / "runs"; }

    /// A run of ten epochs that got to `epoch`.
    std::filesystem::path addRun(const std::string& name, const std::string& state, int epoch, const std::string& task = "segmentation") const {
        const RunFolder run{runs() / name};
        std::filesystem::create_directories(runs());
        auto plan = defaultPlan(task);
        plan.data.images = "images";
        plan.data.targets = "masks";
        plan.training.epochs = 10;
        createRun(run, plan, "cpu");
        for (int i = 1; i <= epoch; ++i) writeEpoch(run.metrics(), i, {{"train_loss", 1.0 / i}, {"val_dice", 0.5 + 0.01 * i}});
        writeStatus(run, {state, {}, epoch, {}});
        return run.root;
    }
    static void addFile(const std::filesystem::path& file) {
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << "x";
    }

private:
    QTemporaryDir folder_;
};

}  // namespace gano::test
