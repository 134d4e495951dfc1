// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <filesystem>
#include <vector>

#include "core/predict/predictor.h"

class QComboBox;
class QLabel;
class QMenu;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace gano {

class OptionsForm;

/// The line above the images: what is looked at, which model predicts, and the buttons that do something with it.
class PredictBar : public QWidget {
    Q_OBJECT
public:
    explicit PredictBar(QWidget* parent = nullptr);

    void setPlace(const QString& name, const QString& toolTip);
    void setModels(const std::vector<std::filesystem::path>& models);
    void setModel(const std::filesystem::path& model);  ///< Adds it to the choices when it is not one.
    std::filesystem::path model() const;
    const PredictOptions& options() const;
    void setOptions(const PredictOptions& options);
    /// What can be done now.
    void setCounts(int images, int selected, bool exportable);
    QMenu* exportMenu() { return exportMenu_; }
    QMenu* otherMenu() { return otherMenu_; }  ///< Which other model's results are compared with.

    void showProgress(int done, int total, double secondsLeft);
    void showStopping();
    void showIdle();

    static QString modelName(const std::filesystem::path& model);

Q_SIGNALS:
    void imagesRequested();
    void truthRequested();
    void resultsRequested();
    void modelChosen(const std::filesystem::path& model);
    void otherModelRequested();
    void predictImage();
    void predictSelection();
    void predictFolder();
    void stopRequested();

private:
    void addActions();
    void chooseModel(int index);

    QLabel* place_;
    QComboBox* model_;
    QToolButton *open_, *settings_, *export_;
    QPushButton* predict_;
    QAction *image_, *selection_, *folder_;
    QMenu *exportMenu_, *otherMenu_;
    OptionsForm* form_;
    QWidget *tools_, *running_;
    QProgressBar* progress_;
    QLabel* told_;
    QPushButton* stop_;
    int chosen_ = -1, images_ = 0;
};

}  // namespace gano
