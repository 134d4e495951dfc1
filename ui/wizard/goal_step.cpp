// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/goal_step.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <set>

#include "core/base/names.h"
#include "core/tasks/task.h"
#include "core/train/run_folder.h"
#include "models/catalogue.h"
#include "ui/style/look.h"
#include "ui/style/words.h"
#include "ui/wizard/goal_card.h"

namespace gano {
namespace {

/// What studies measured of a model for a task, each set of images with its fewest labels; empty where nobody did.
QString measuredText(const ModelCard& card, const Task& row) {
    QStringList list;
    std::set<std::string> said;
    for (const auto& measured : card.transfer) {
        if (measured.task != row.id || !said.insert(measured.data).second) continue;
        list << QStringLiteral("%1 %2 (%3)").arg(text(measured.data), QString::number(measured.pretrained, 'f', 3), QString::number(measured.scratch, 'f', 3));
    }
    if (list.isEmpty()) return {};
    return GoalStep::tr("On other people's images with few labels, trainings that began with it reached these scores (%1; those from scratch in brackets): %2. ")
        .arg(row.higherIsBetter ? text(metricWords(row.metrics.front())) : GoalStep::tr("%1, lower is better").arg(text(metricWords(row.metrics.front()))), list.join(QStringLiteral(", ")));
}

QString titleOf(const Task& row) {
    return row.target == TargetKind::None ? GoalStep::tr("Learn from unlabelled images (pretraining)") : text(row.label);
}

QString nameOf(const StartModel& model) {
    const auto file = withoutEndSlash(model.path);
    const auto stem = isRun(file) ? file.filename() : file.stem();
    return GoalStep::tr("%1 — %2, %3").arg(text(stem), text(generatorRow(model.card.generator.id).label),
                                           model.card.task == "pretraining" ? GoalStep::tr("pretrained on %1 images").arg(model.card.trainingImages)
                                                                            : text(task(model.card.task).label).toLower());
}

}  // namespace

GoalStep::GoalStep(WizardDraft& draft, QWidget* parent)
    : WizardStep(draft, parent), from_(new QComboBox(this)), scale_(new QComboBox(this)), why_(new QLabel(this)), scaleLabel_(new QLabel(tr("Pixels"), this)) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(look::kGrid);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    int place = 0;
    for (const auto& row : tasks()) {
        auto* card = new GoalCard(text(row.id), titleOf(row), text(row.sentence), this);
        cards_[row.id] = card;
        connect(card, &QAbstractButton::clicked, this, [this, id = row.id] { chooseTask(id); });
        grid->addWidget(card, place / 2, place % 2);
        ++place;
    }
    const int below = (place + 1) / 2;
    auto* start = new QGridLayout;
    start->setContentsMargins(0, 2 * look::kGrid, 0, 0);
    start->setColumnStretch(1, 1);
    auto* label = new QLabel(tr("Start from"), this);
    label->setBuddy(from_);
    start->addWidget(label, 0, 0);
    start->addWidget(from_, 0, 1);
    why_->setWordWrap(true);
    look::makeQuiet(why_);
    start->addWidget(why_, 1, 1);
    start->addWidget(scaleLabel_, 2, 0);
    start->addWidget(scale_, 2, 1);
    scaleLabel_->setBuddy(scale_);
    grid->addLayout(start, below, 0, 1, 2);
    grid->setRowStretch(below + 1, 1);
    from_->setAccessibleName(tr("Start from"));
    from_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    scale_->setAccessibleName(tr("Pixels"));
    for (const int factor : task("super-resolution").scales)
        scale_->addItem(factor == 1 ? tr("Targets have the same pixels, only sharper") : tr("Targets have %1 × as many pixels along each side").arg(factor), factor);
    connect(from_, &QComboBox::activated, this, &GoalStep::chooseStart);
    connect(scale_, &QComboBox::activated, this, [this] { draft_.plan.training.scale = scale_->currentData().toInt(), draft_.checked.reset(); });
    if (!draft_.start.task.empty()) chooseTask(draft_.start.task);
    readModels();
}

QString GoalStep::missing() const { return chosen_ ? QString() : tr("Choose a goal first."); }

void GoalStep::readModels() {
    background_.start([this, paths = draft_.start.models, wanted = draft_.start.from](const Background::Ticket& ticket) -> Background::Done {
        std::vector<StartModel> models;
        auto all = paths;
        if (!wanted.empty() && std::ranges::find(all, wanted) == all.end()) all.insert(all.begin(), wanted);
        for (const auto& path : all) {
            if (ticket.dropped()) return {};
            try {
                models.push_back({path, readModelCard(modelFile(path))});
            } catch (const std::exception&) {
                continue;  // A run without weights yet cannot be started from.
            }
        }
        return [this, models] {
            draft_.models = models;
            const auto task = draft_.plan.task;
            if (chosen_) draft_.plan.task.clear(), chooseTask(task);
            showStarts();
        };
    });
}

void GoalStep::enter() {
    showStarts();
    for (const auto& [id, card] : cards_) card->setChecked(chosen_ && id == draft_.plan.task);
}

void GoalStep::chooseTask(const std::string& id) {
    // The draft begins with a task that nobody has chosen.
    if (!chosen_) draft_.plan.task.clear();
    chosen_ = true;
    setTask(draft_, id);
    draft_.name.clear();
    cards_.at(id)->setChecked(true);
    showStarts();
    Q_EMIT changed();
}

void GoalStep::showStarts() {
    from_->clear();
    from_->addItem(tr("Scratch: random weights"), -1);
    for (std::size_t i = 0; i < draft_.models.size(); ++i) {
        // Whoever pretrains goes on from a pretrained network, not from one that has unlearned the images.
        if (draft_.plan.task == "pretraining" && draft_.models[i].card.task != "pretraining") continue;
        from_->addItem(nameOf(draft_.models[i]), static_cast<int>(i));
        if (draft_.models[i].path.string() == draft_.plan.model.from) from_->setCurrentIndex(from_->count() - 1);
    }
    const bool resolution = chosen_ && draft_.plan.task == "super-resolution";
    scale_->setVisible(resolution);
    scaleLabel_->setVisible(resolution);
    scale_->setCurrentIndex(std::max(0, scale_->findData(draft_.plan.training.scale)));
    explain();
}

void GoalStep::chooseStart() {
    const int row = from_->currentData().toInt();
    setStart(draft_, row < 0 ? nullptr : &draft_.models[static_cast<std::size_t>(row)]);
    explain();
    Q_EMIT changed();
}

void GoalStep::explain() {
    if (!draft_.plan.model.from.empty()) {
        const auto* model = chosenModel(draft_);
        why_->setText(tr("The network has already learned what micrographs look like. Its kind and its scaling of grey values are kept. %1Train once from scratch as well to see what that is worth on your images.")
                          .arg(model ? measuredText(model->card, task(draft_.plan.task)) : QString()));
    } else if (draft_.plan.task == "pretraining")
        why_->setText(tr("Pretraining is itself the start for later goals. Random weights are the usual beginning."));
    else
        why_->setText(tr("Everything is learned from your labels alone. Good for a comparison, or when you have many labels."));
}

}  // namespace gano

#include "moc_goal_step.cpp"
