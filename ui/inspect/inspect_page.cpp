// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/inspect_page.h"

#include <QMenu>
#include <QShortcut>
#include <QSplitter>
#include <QVBoxLayout>

#include "core/train/run_folder.h"
#include "ui/inspect/compare_view.h"
#include "ui/inspect/exporter.h"
#include "ui/inspect/image_list.h"
#include "ui/inspect/inspect_parts.h"
#include "ui/inspect/inspector.h"
#include "ui/inspect/marks_panel.h"
#include "ui/inspect/predict_bar.h"
#include "ui/inspect/scale_setting.h"
#include "ui/run/run_session.h"
#include "ui/style/message_bar.h"
#include "ui/style/state_panel.h"
#include "ui/style/words.h"

namespace gano {
namespace {

constexpr int kListWidth = 248, kInspectorWidth = 288;  ///< px

}  // namespace

InspectPage::Parts::Parts(InspectPage& owner, RunSession& theSession) : page(owner), session(theSession), run(theSession) {}

InspectPage::InspectPage(RunSession& session, QWidget* parent) : QWidget(parent), parts_(std::make_unique<Parts>(*this, session)) {
    auto& p = *parts_;
    p.build();
    p.connectImages();
    p.connectPrediction();
    p.connectExport();
    p.addShortcuts();
    p.state->showEmpty(tr("Open micrographs to look at them beside what a model makes of them."), tr("Open images…"));
    p.updateActions();
}

InspectPage::~InspectPage() = default;

void InspectPage::Parts::build() {
    bar = new PredictBar;
    message = new MessageBar;
    list = new ImageList(library.model());
    compare = new CompareView(contents, settings);
    inspector = new Inspector(*compare, contents, settings);
    scale = new ScaleSetting(*compare, page);
    list->setMinimumWidth(160);
    compare->setMinimumWidth(280);
    inspector->setMinimumWidth(240);
    splitter = new QSplitter(Qt::Horizontal);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(1);
    for (QWidget* part : std::initializer_list<QWidget*>{list, compare, inspector}) splitter->addWidget(part);
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    splitter->setStretchFactor(2, 0);
    splitter->setSizes({kListWidth, 3 * kListWidth, kInspectorWidth});
    state = new StatePanel(splitter);
    exporter = new Exporter(*compare, contents, settings, library, &page);
    exporter->addTo(*bar->exportMenu());
    auto* whole = new QVBoxLayout(&page);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(bar);
    whole->addWidget(message);
    whole->addWidget(state, 1);
}

void InspectPage::Parts::connectImages() {
    connect(&library, &ImageLibrary::loading, this, &Parts::showLoading);
    connect(&library, &ImageLibrary::loaded, this, &Parts::showLoaded);
    connect(&library, &ImageLibrary::failed, this, &Parts::showFailed);
    connect(&library, &ImageLibrary::warned, this, &Parts::showWarning);
    connect(&library, &ImageLibrary::resultsChanged, this, &Parts::followResults);
    connect(&library, &ImageLibrary::scored, this, &Parts::showFacts);
    connect(state, &StatePanel::actionRequested, this, &Parts::actOnState);
    connect(state, &StatePanel::cancelRequested, this, [this] { library.cancel(), showFailed(tr("Stopped before all images were found."), false); });
    connect(message, &MessageBar::actionRequested, this, &Parts::actOnMessage);
    connect(list, &ImageList::currentChanged, this, &Parts::lookAt);
    connect(list, &ImageList::selectionChanged, this, &Parts::updateActions);
    connect(compare, &CompareView::activeChanged, inspector, &Inspector::refresh);
    connect(compare, &CompareView::lookAgainRequested, this, &Parts::lookAgain);
    connect(compare, &CompareView::frameChosen, this, &Parts::setFrame);
    connect(inspector, &Inspector::setScaleRequested, this, &Parts::askForScale);
    connect(scale, &ScaleSetting::told, this, [this](const QString& sentence) {
        onMessage = Action::None;
        sentence.isEmpty() ? message->hide() : message->tell(MessageBar::Kind::Information, sentence);
    });
    connect(scale, &ScaleSetting::changed, this, &Parts::takeScale);
    connect(inspector, &Inspector::displayChanged, compare, &CompareView::refresh);
    const auto tellReadout = [this](const QString& readout) { Q_EMIT page.readoutChanged(readout, compare->active().view().zoomPercent()); };
    connect(inspector, &Inspector::readoutChanged, this, tellReadout);
    connect(compare, &CompareView::zoomChanged, this, [this](double percent) { Q_EMIT page.readoutChanged({}, percent); });
}

void InspectPage::Parts::connectPrediction() {
    connect(bar, &PredictBar::imagesRequested, this, &Parts::chooseImages);
    connect(bar, &PredictBar::truthRequested, this, &Parts::chooseTruth);
    connect(bar, &PredictBar::resultsRequested, this, &Parts::chooseResults);
    connect(bar, &PredictBar::otherModelRequested, this, &Parts::chooseModel);
    connect(bar->otherMenu(), &QMenu::aboutToShow, this, &Parts::fillOthers);
    connect(bar, &PredictBar::modelChosen, this, &Parts::useModel);
    connect(bar, &PredictBar::predictImage, this, [this] { predict({key}); });
    connect(bar, &PredictBar::predictSelection, this, [this] { predict(list->selected()); });
    connect(bar, &PredictBar::predictFolder, this, [this] { predict(allKeys()); });
    connect(compare, &CompareView::predictRequested, this, [this] { predict({key}); });
    connect(bar, &PredictBar::stopRequested, this, [this] { run.stop(), bar->showStopping(); });
    connect(&run, &PredictionRun::progressed, bar, &PredictBar::showProgress);
    connect(&run, &PredictionRun::imageStarted, this, [this](int at) { library.model().setState(at, ImageListModel::State::Running); });
    connect(&run, &PredictionRun::imageFailed, this,
            [this](int at, const QString& reason) { library.model().setState(at, ImageListModel::State::Failed, reason); });
    connect(&run, &PredictionRun::imageDone, this, [this](int at, const std::vector<std::filesystem::path>& written) {
        library.noteWritten(at, written);
        if (at == key) lookAgain();
    });
    connect(&run, &PredictionRun::ended, this, &Parts::endPrediction);
}

void InspectPage::Parts::connectExport() {
    connect(exporter, &Exporter::saved, this, [this](const std::filesystem::path& file) {
        folderToShow = file.parent_path();
        onMessage = Action::ShowFolder;
        message->tell(MessageBar::Kind::Information, tr("Saved as %1.").arg(text(file)), tr("Show folder"));
    });
    connect(exporter, &Exporter::told, this, [this](const QString& words) { message->tell(MessageBar::Kind::Information, words); });
    connect(exporter, &Exporter::failed, this, [this](const QString& words) { message->tell(MessageBar::Kind::Problem, words); });
}

void InspectPage::Parts::addShortcuts() {
    const auto add = [this](const QKeySequence& keys, auto act) {
        auto* shortcut = new QShortcut(keys, &page);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, act);
    };
    using Mode = CompareView::Mode;
    add(Qt::Key_Left, [this] { list->step(-1); });
    add(Qt::Key_Right, [this] { list->step(1); });
    for (int count = 1; count <= 4; ++count)
        add(QKeySequence(Qt::Key_0 + count), [this, count] { compare->setMode(Mode::SideBySide), compare->setPaneCount(count); });
    add(Qt::Key_G, [this] { compare->setMode(Mode::SideBySide); });
    add(Qt::Key_S, [this] { compare->setMode(Mode::Swipe); });
    add(Qt::Key_B, [this] { compare->setMode(Mode::Blink); });
    add(Qt::Key_D, [this] { compare->setMode(Mode::Difference); });
    add(Qt::Key_X, [this] { inspector->marks().toggleShown(); });
    add(Qt::Key_H, [this] { inspector->marks().toggleShown(); });
    add(Qt::Key_Z, [this] { inspector->marks().toggleFilled(); });
    add(Qt::Key_F, [this] { inspector->marks().toggleFilled(); });
    add(Qt::Key_O, [this] { inspector->marks().toggleOnInput(Marks::Output); });
    add(Qt::Key_T, [this] { inspector->marks().toggleOnInput(Marks::Truth); });
    add(Qt::Key_L, [this] { inspector->toggleLinked(); });
    add(Qt::Key_Escape, [this] { scale->endMeasuring(); });
    add(Qt::Key_P, [this] { inspector->toggleProfile(); });
    add(QKeySequence(Qt::SHIFT | Qt::Key_C), [this] { inspector->focusContrast(); });
    for (const int fit : {Qt::Key_R, Qt::Key_0}) add(QKeySequence(Qt::CTRL | Qt::Key(fit)), [this] { compare->fit(); });
    add(QKeySequence(Qt::CTRL | Qt::Key_1), [this] { compare->active().view().setZoomPercent(100); });
    add(Qt::Key_Plus, [this] { compare->active().view().zoomBy(1.25); });
    add(Qt::Key_Minus, [this] { compare->active().view().zoomBy(0.8); });
    add(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), [this] { exporter->copyFigure(); });
}

void InspectPage::openImages(const std::filesystem::path& folderOrFile) {
    parts_->bar->setPlace(text(folderOrFile.filename()), text(folderOrFile));
    parts_->library.openImages(folderOrFile);
}

void InspectPage::openTargets(const std::filesystem::path& folder) { parts_->library.openTargets(folder); }

void InspectPage::setModel(const std::filesystem::path& runOrFile) { parts_->useModel(runOrFile); }

void InspectPage::openRun(const std::filesystem::path& run) {
    auto& p = *parts_;
    p.bar->setModel(run);
    p.bar->setPlace(text(run.filename()), text(run));
    p.library.openRun(run);
}

void InspectPage::setModelChoices(const std::vector<std::filesystem::path>& models) {
    parts_->bar->setModels(models);
    parts_->library.setOthers(models);
}

void InspectPage::predictMissing(int most) { parts_->predictMissing = most; }

void InspectPage::predictAll() {
    auto& p = *parts_;
    // Images that are still being looked for are predicted when they have been found.
    p.predictWhenReady = p.library.isLooking();
    if (!p.predictWhenReady) p.predict(p.allKeys());
}

}  // namespace gano

#include "moc_inspect_page.cpp"
