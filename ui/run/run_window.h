// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMainWindow>
#include <QPixmap>
#include <QTimer>
#include <filesystem>
#include <vector>

class QLabel;
class QScrollArea;
class QStackedWidget;

namespace gano {

class CurvePlot;

/// Shows a run as it stands in its folder: what it is, its curves, and input, output and target of validation images.
/// A run that is still going on is followed; one made on another machine is shown the same way.
class RunWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit RunWindow(QWidget* parent = nullptr);

    /// Opens a run; a sentence in the window says so when the folder holds none.
    void open(const std::filesystem::path& run);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fitPicture();
    void choose();
    void refresh();
    void showPicture();
    void tell(const QString& sentence);

    std::filesystem::path run_;
    std::filesystem::path shownPicture_;
    QStackedWidget* pages_;
    QLabel* message_;
    QLabel* heading_;
    QLabel* summary_;
    QLabel* picture_;
    QLabel* caption_;
    QScrollArea* pictureArea_ = nullptr;
    QPixmap newestPicture_;
    std::vector<CurvePlot*> plots_;
    QTimer timer_;
};

}  // namespace gano
