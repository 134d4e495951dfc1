// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <filesystem>

namespace gano {

class RunSession;

/// Looks at images beside what a model made of them and the truth, scores them, and exports.
class InspectPage : public QWidget {
    Q_OBJECT
public:
    /// `session` runs the window's one job (predictions go through it); not owned.
    explicit InspectPage(RunSession& session, QWidget* parent = nullptr);
    ~InspectPage() override;

    void openImages(const std::filesystem::path& folderOrFile);
    void openTargets(const std::filesystem::path& folder);
    void setModel(const std::filesystem::path& runOrFile);  ///< Offered for prediction; nothing runs by itself.
    /// The run's model on the run's own images and targets, its test images first.
    void openRun(const std::filesystem::path& run);
    void setModelChoices(const std::vector<std::filesystem::path>& models);
    void predictAll();
    /// Of the images that are being opened, the first that have no prediction yet, `most` of them; nothing while a job runs.
    void predictMissing(int most);

Q_SIGNALS:
    /// For the window's status bar: "x 1032 y 488 px · 41.3, 19.5 nm · value 23 118 → 0.82" and the zoom in percent.
    void readoutChanged(const QString& readout, double zoomPercent);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace gano
