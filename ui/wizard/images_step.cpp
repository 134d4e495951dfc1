// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/images_step.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QListView>
#include <QProgressBar>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/style/look.h"
#include "ui/style/state_panel.h"
#include "ui/style/words.h"
#include "ui/wizard/finding_cards.h"
#include "ui/wizard/path_row.h"
#include "ui/wizard/thumbnail_model.h"

namespace gano {
namespace {

constexpr int kImageSideWidth = 300;  ///< px, of facts and findings.

QString countsText(const std::map<std::string, std::size_t>& counts) {
    if (counts.size() == 1) return text(counts.begin()->first);
    QStringList list;
    for (const auto& [name, count] : counts) {
        if (list.size() == 4) return list.join(QStringLiteral(", ")) + ImagesStep::tr(" and others");
        list << QStringLiteral("%1 (%2)").arg(text(name)).arg(count);
    }
    return list.join(QStringLiteral(", "));
}

QString sizeText(const PreflightReport& report) {
    const auto pair = [](int width, int height) { return QStringLiteral("%1 × %2").arg(width).arg(height); };
    const auto smallest = pair(report.minimumWidth, report.minimumHeight), largest = pair(report.maximumWidth, report.maximumHeight);
    return smallest == largest ? ImagesStep::tr("%1 px").arg(smallest) : ImagesStep::tr("%1 to %2 px").arg(smallest, largest);
}

}  // namespace

ImagesStep::ImagesStep(WizardDraft& draft, QWidget* parent)
    : WizardStep(draft, parent), path_(new PathRow(tr("Folder with the images"), tr("Choose a folder with micrographs, or drop it here"), this)),
      recursive_(new QCheckBox(tr("Include the folders inside"), this)), choice_(new QWidget(this)), dataSet_(new QComboBox(this)), pictures_(new QListView(this)), model_(new ThumbnailModel(this)),
      findings_(new FindingCards(this)), progress_(new QProgressBar(this)), working_(new QLabel(this)) {
    layOut();
    recursive_->setChecked(draft_.plan.data.recursive);
    connect(path_, &PathRow::chosen, this, &ImagesStep::choose);
    connect(recursive_, &QCheckBox::toggled, this, [this](bool on) { draft_.plan.data.recursive = on, look(); });
    connect(dataSet_, &QComboBox::activated, this, [this](int at) { draft_.plan.data.dataSet = dataSet_->itemData(at).toString().toStdString(), look(); });
    connect(panel_, &StatePanel::actionRequested, path_, &PathRow::browse);
    connect(findings_, &FindingCards::remedyRequested, this, &ImagesStep::applyRemedy);
    connect(&check_, &DataCheck::listed, this, &ImagesStep::showList);
    connect(&check_, &DataCheck::checked, this, &ImagesStep::showChecked);
    connect(&check_, &DataCheck::failed, this, &ImagesStep::showFailure);
    connect(&check_, &DataCheck::progressed, this, [this](qint64 done, qint64 total) { progress_->setRange(0, static_cast<int>(total)), progress_->setValue(static_cast<int>(done)); });
    panel_->showEmpty(tr("Micrographs that nobody has labelled are enough for pretraining. For the other goals, choose the images here and their labels in a later step."),
                      tr("Choose folder…"));
    if (!draft_.start.images.empty()) choose(draft_.start.images);
}

void ImagesStep::layOut() {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(look::kGrid);
    auto* sentence = new QLabel(tr("The images to learn from, as the microscope wrote them. They are read, never changed."), this);
    look::makeQuiet(sentence);
    sentence->setWordWrap(true);
    column->addWidget(sentence);
    column->addWidget(path_);
    auto* below = new QHBoxLayout;
    below->addWidget(recursive_);
    below->addStretch(1);
    below->addWidget(choice_);
    column->addLayout(below);
    auto* choice = new QHBoxLayout(choice_);
    choice->setContentsMargins(0, 0, 0, 0);
    auto* label = new QLabel(tr("Data set"), choice_);
    label->setBuddy(dataSet_);
    choice->addWidget(label);
    choice->addWidget(dataSet_);
    dataSet_->setAccessibleName(label->text());
    dataSet_->setToolTip(tr("These files hold several data sets or detectors. Choose the one to learn from, or all of them."));
    dataSet_->setMinimumWidth(kImageSideWidth - 80);
    choice_->hide();

    auto* content = new QWidget(this);
    auto* sides = new QHBoxLayout(content);
    sides->setContentsMargins(0, 0, 0, 0);
    sides->setSpacing(2 * look::kGrid);
    pictures_->setModel(model_);
    pictures_->setViewMode(QListView::IconMode);
    pictures_->setResizeMode(QListView::Adjust);
    pictures_->setMovement(QListView::Static);
    pictures_->setUniformItemSizes(true);
    pictures_->setLayoutMode(QListView::Batched);
    pictures_->setIconSize({Thumbnails::kSide, Thumbnails::kSide});
    pictures_->setGridSize({Thumbnails::kSide + 24, Thumbnails::kSide + 36});
    pictures_->setSpacing(look::kGrid / 2);
    pictures_->setTextElideMode(Qt::ElideMiddle);
    pictures_->setStyleSheet(QStringLiteral("QListView { padding: 8px 0; }"));
    pictures_->setAccessibleName(tr("Images found"));
    sides->addWidget(pictures_, 1);

    auto* side = new QWidget(content);
    auto* sideColumn = new QVBoxLayout(side);
    sideColumn->setContentsMargins(0, 0, 0, 0);
    facts_ = new QGridLayout;
    facts_->setHorizontalSpacing(2 * look::kGrid);
    facts_->setVerticalSpacing(look::kGrid / 2);
    facts_->setColumnStretch(1, 1);
    sideColumn->addLayout(facts_);
    sideColumn->addWidget(working_);
    sideColumn->addWidget(progress_);
    auto* scroll = new QScrollArea(side);
    scroll->setWidget(findings_);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    sideColumn->addWidget(scroll, 1);
    side->setFixedWidth(kImageSideWidth);
    sides->addWidget(side);
    panel_ = new StatePanel(content, this);
    column->addWidget(panel_, 1);

    progress_->setAccessibleName(tr("Checking the images"));
    working_->setText(tr("Checking the images. You can go on meanwhile."));
    working_->setWordWrap(true);
    look::makeQuiet(working_);
}

QString ImagesStep::missing() const {
    if (draft_.plan.data.images.empty()) return tr("Choose the images first.");
    if (!failure_.isEmpty()) return tr("These images cannot be used.");
    if (draft_.images && draft_.images->report.samples == 0) return tr("There is no image that can be read.");
    return listed_ > 0 || draft_.images ? QString() : tr("The images are being looked for.");
}

void ImagesStep::enter() {
    if (!draft_.images) return;
    showFacts();
}

void ImagesStep::choose(const std::filesystem::path& path) {
    const auto given = path.string();
    if (given == draft_.plan.data.images && (check_.isBusy() || draft_.images)) return;
    path_->setPath(path);
    // A repeated training brings its choice along.
    if (given != draft_.plan.data.images) draft_.plan.data.dataSet.clear();
    draft_.plan.data.images = given;
    choice_->hide();
    draft_.name.clear();
    look();
}

void ImagesStep::look() {
    draft_.images.reset();
    draft_.checked.reset();
    draft_.estimate.reset();
    failure_.clear();
    listed_ = 0;
    auto plan = draft_.plan;
    if (plan.data.images.empty()) {
        check_.cancel();
        Q_EMIT changed();
        return panel_->showEmpty(tr("Choose the folder that holds the micrographs."), tr("Choose folder…"));
    }
    plan.task = "pretraining";
    plan.data.targets.clear();
    progress_->setRange(0, 0);
    panel_->showLoading(tr("Looking for images…"));
    findings_->show({}, [](const Finding&) { return std::string(); });
    findings_->hide();
    check_.check(plan);
    Q_EMIT changed();
}

void ImagesStep::showList(const std::vector<ImageRef>& images) {
    if (images.empty()) return;  // Perhaps of names that say nothing; the check will tell.
    listed_ = static_cast<int>(images.size());
    model_->show(images);
    showFacts();
    panel_->showContent();
    Q_EMIT changed();
}

void ImagesStep::showChecked(const CheckedPtr& found) {
    draft_.images = found;
    std::vector<ImageRef> images;
    for (const auto& sample : found->data.samples) images.push_back(sample.input);
    model_->show(std::move(images));
    showDataSets();
    showFacts();
    panel_->showContent();
    Q_EMIT changed();
}

void ImagesStep::showDataSets() {
    const auto& names = draft_.images->data.dataSets;
    dataSet_->clear();
    dataSet_->addItem(tr("All %1").arg(names.size()), QString());
    for (const auto& name : names) dataSet_->addItem(text(name), text(name));
    dataSet_->setCurrentIndex(std::max(0, dataSet_->findData(text(draft_.plan.data.dataSet))));
    choice_->setVisible(names.size() > 1);
}

void ImagesStep::showFailure(const QString& sentence) {
    failure_ = sentence;
    listed_ = 0;
    panel_->showFailed(sentence, tr("Choose another folder…"));
    Q_EMIT changed();
}

void ImagesStep::showFacts() {
    while (auto* item = facts_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto add = [this](const QString& what, const QString& value) {
        auto* label = new QLabel(what, this);
        look::makeQuiet(label);
        auto* words = new QLabel(value, this);
        words->setWordWrap(true);
        words->setTextInteractionFlags(Qt::TextSelectableByMouse);
        const int row = facts_->rowCount();
        facts_->addWidget(label, row, 0, Qt::AlignTop);
        facts_->addWidget(words, row, 1);
    };
    const bool working = !draft_.images;
    progress_->setVisible(working);
    working_->setVisible(working);
    findings_->setVisible(!working);
    if (working) return add(tr("Images"), QLocale().toString(listed_));
    const auto& report = draft_.images->report;
    add(tr("Images"), report.skipped > 0 ? tr("%L1, and %L2 files left out").arg(report.samples).arg(report.skipped) : QLocale().toString(static_cast<qulonglong>(report.samples)));
    add(tr("Size"), sizeText(report));
    add(tr("Grey values"), countsText(report.depths));
    add(tr("Pixel size"), countsText(report.pixelSizes));
    add(tr("Format"), countsText(report.formats));
    findings_->show(report.findings, [this](const Finding& finding) { return needsTargets(draft_) ? std::string() : remedyText(draft_, finding); });
}

void ImagesStep::applyRemedy(const Finding& finding) {
    gano::applyRemedy(draft_, finding);
    look();
}

}  // namespace gano

#include "moc_images_step.cpp"
