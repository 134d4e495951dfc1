// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QObject>
#include <optional>

#include "ui/inspect/contents.h"
#include "ui/inspect/display_settings.h"
#include "ui/inspect/image_library.h"
#include "ui/inspect/inspect_page.h"
#include "ui/inspect/prediction_run.h"

class QSplitter;

namespace gano {

class CompareView;
class Exporter;
class ImageList;
class Inspector;
class MessageBar;
class PredictBar;
class ScaleSetting;
class StatePanel;

/// What the page is made of, and how its parts work together.
struct InspectPage::Parts : public QObject {
    Q_DECLARE_TR_FUNCTIONS(gano::InspectPage)
public:
    Parts(InspectPage& page, RunSession& session);

    void build();
    void connectImages();
    void connectPrediction();
    void connectExport();
    void addShortcuts();

    /// What is shown when there are images, none, or none yet.
    void showLoading(const QString& sentence, qint64 done, qint64 total);
    void showLoaded();
    void showFailed(const QString& sentence, bool imagesMissing);
    void showWarning(const QString& sentence, bool targetsMissing);
    void actOnState();
    void actOnMessage();

    void lookAt(int key);
    void lookAgain();  ///< The same image, after its files have changed.
    void openSource(bool again);
    void followResults();  ///< The same image, when other results belong to it now.
    void showFacts();
    void askForScale();
    void takeScale(const std::filesystem::path& place);
    /// Once for these images and this model.
    void tellOfPixelSize(const ImageInfo& info);
    void matchPixelSize();
    void setFrame(int frame);
    void updateActions();

    void predict(const std::vector<int>& keys);
    void endPrediction(const Outcome& outcome, int done, int failed);
    void chooseImages();
    void chooseTruth();
    void chooseResults();
    void chooseModel();
    void fillOthers();
    void useModel(const std::filesystem::path& model);
    std::vector<int> allKeys() const;
    void predictWhatIsMissing();

    InspectPage& page;
    RunSession& session;
    ImageLibrary library;
    Contents contents;
    DisplaySettings settings;
    PredictionRun run;
    Exporter* exporter = nullptr;
    PredictBar* bar = nullptr;
    MessageBar* message = nullptr;
    StatePanel* state = nullptr;
    ImageList* list = nullptr;
    CompareView* compare = nullptr;
    Inspector* inspector = nullptr;
    ScaleSetting* scale = nullptr;
    QSplitter* splitter = nullptr;
    int key = -1, frame = 0;
    bool predictWhenReady = false;
    int predictMissing = 0;  ///< How many, as soon as it is known which have results.
    /// What the button of the message and of the empty page does.
    enum class Action { None, ChooseImages, ChooseTruth, ChooseModel, ShowFolder, FindRunImages, MatchPixelSize };
    Action onMessage = Action::None, onState = Action::ChooseImages;
    std::filesystem::path folderToShow;
    std::pair<std::filesystem::path, std::filesystem::path> toldOfPixelSize;  ///< Images and model.
};

}  // namespace gano
