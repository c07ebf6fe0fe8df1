# Makes ../credit.pmml and ../expected.csv from ../applications.csv. Needs R with the package gbm (2.1.8); run it in this folder:
#   Rscript train.R
# The boosted trees and the scorecard's points are fitted here; the PMML is written by hand, so that every element is seen.
library(gbm)

data <- read.csv("../applications.csv", na.strings = "", stringsAsFactors = FALSE)
data$bad <- as.integer(data$risk == "bad")

# Treatment of missing values and derived fields: the same as the PMML states.
replacement <- list(savings = "below 100", duration = 18, amount = 2320, age = 33, installment_rate = 3)
for (name in names(replacement)) data[[name]][is.na(data[[name]])] <- replacement[[name]]
bands <- list("below 26" = c(-Inf, 26), "26 to 35" = c(26, 36), "36 to 50" = c(36, 51), "51 or more" = c(51, Inf))
data$age_band <- names(bands)[findInterval(data$age, c(26, 36, 51)) + 1]
data$burden <- data$duration * data$installment_rate

levels_of <- list(
  status = c("below 0", "0 to 200", "200 or more", "no account"),
  history = c("none taken", "all paid", "paid till now", "delays", "critical"),
  purpose = sort(unique(data$purpose)),
  savings = c("below 100", "100 to 500", "500 to 1000", "1000 or more"),
  employment = c("unemployed", "below 1 year", "1 to 4 years", "4 to 7 years", "7 years or more"),
  housing = c("rent", "own", "free"),
  age_band = names(bands))
for (name in names(levels_of)) data[[name]] <- factor(data[[name]], levels_of[[name]])

# Boosted trees for the log-odds of a bad loan.
features <- c("status", "duration", "history", "purpose", "amount", "savings", "employment", "installment_rate", "housing", "age_band", "burden")
set.seed(1)
boost <- gbm(reformulate(features, "bad"), distribution = "bernoulli", data = data, n.trees = 60, interaction.depth = 3,
             shrinkage = 0.1, bag.fraction = 1, n.minobsinnode = 15)
log_odds <- predict(boost, data, n.trees = 60)

# Scorecard: logistic regression over bands; 20 points double the odds of a good loan, even odds are 600 points.
duration_band <- cut(data$duration, c(-Inf, 12, 24, 36, Inf), labels = c("to 12", "to 24", "to 36", "over 36"))
amount_band <- cut(data$amount, c(-Inf, 2000, 5000, 10000, Inf), labels = c("to 2000", "to 5000", "to 10000", "over 10000"))
card_data <- data.frame(bad = data$bad, status = data$status, duration = duration_band, history = data$history,
                        amount = amount_band, savings = data$savings, age_band = data$age_band)
card <- glm(bad ~ ., binomial, card_data)
points_per_unit <- 20 / log(2)
points_of <- function(name) {
  coefficients <- sapply(levels(card_data[[name]]), function(level) {
    at <- paste0(name, level)
    if (at %in% names(coef(card))) coef(card)[[at]] else 0
  })
  round(-points_per_unit * coefficients)
}
initial <- 600 - round(points_per_unit * coef(card)[["(Intercept)"]])

# Writing.
out <- file("../credit.pmml", "w", encoding = "UTF-8")
depth <- 0
write <- function(...) cat(strrep("  ", depth), ..., "\n", sep = "", file = out)
open <- function(...) { write("<", ..., ">"); depth <<- depth + 1 }
close_tag <- function(name) { depth <<- depth - 1; write("</", name, ">") }
text <- function(value) gsub("\"", "&quot;", gsub("<", "&lt;", gsub("&", "&amp;", value)))
number <- function(value) formatC(value, digits = 17, format = "g", width = 1)
array_of <- function(values) sprintf("<Array type=\"string\" n=\"%d\">%s</Array>", length(values), paste0("\"", values, "\"", collapse = " "))
simple <- function(field, operator, value) write(sprintf("<SimplePredicate field=\"%s\" operator=\"%s\" value=\"%s\"/>", field, operator, text(value)))
in_set <- function(field, values) write(sprintf("<SimpleSetPredicate field=\"%s\" booleanOperator=\"isIn\">%s</SimpleSetPredicate>", field, array_of(values)))
schema <- function(fields, ...) {
  open("MiningSchema")
  for (field in fields) write(sprintf("<MiningField name=\"%s\"/>", field))
  for (line in list(...)) write(line)
  close_tag("MiningSchema")
}

write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
open("PMML xmlns=\"http://www.dmg.org/PMML-4_4\" version=\"4.4\"")
write("<Header description=\"Credit risk: boosted trees, a decision rule, and a scorecard that gives the reasons\"/>")

continuous <- c("duration", "amount", "installment_rate", "age")
categorical <- c("status", "history", "purpose", "savings", "employment", "housing")
open("DataDictionary")
for (field in continuous) {
  open(sprintf("DataField name=\"%s\" optype=\"continuous\" dataType=\"integer\"", field))
  write(sprintf("<Interval closure=\"closedOpen\" leftMargin=\"%d\"/>", if (field == "age") 18 else 0))
  close_tag("DataField")
}
for (field in categorical) {
  open(sprintf("DataField name=\"%s\" optype=\"categorical\" dataType=\"string\"", field))
  for (level in levels_of[[field]]) write(sprintf("<Value value=\"%s\"/>", text(level)))
  close_tag("DataField")
}
write("<DataField name=\"risk\" optype=\"categorical\" dataType=\"string\"><Value value=\"bad\"/><Value value=\"good\"/></DataField>")
close_tag("DataDictionary")

open("TransformationDictionary")
open("DerivedField name=\"age_band\" optype=\"categorical\" dataType=\"string\"")
open("Discretize field=\"age\"")
for (band in names(bands)) {
  limits <- bands[[band]]
  margins <- c(if (is.finite(limits[1])) sprintf(" leftMargin=\"%d\"", limits[1]), if (is.finite(limits[2])) sprintf(" rightMargin=\"%d\"", limits[2]))
  write(sprintf("<DiscretizeBin binValue=\"%s\"><Interval closure=\"closedOpen\"%s/></DiscretizeBin>", band, paste(margins, collapse = "")))
}
close_tag("Discretize")
close_tag("DerivedField")
open("DerivedField name=\"burden\" optype=\"continuous\" dataType=\"double\"")
write("<Apply function=\"*\"><FieldRef field=\"duration\"/><FieldRef field=\"installment_rate\"/></Apply>")
close_tag("DerivedField")
close_tag("TransformationDictionary")

open("MiningModel modelName=\"credit risk\" functionName=\"classification\"")
open("MiningSchema")
write("<MiningField name=\"risk\" usageType=\"target\"/>")
for (field in c(continuous, categorical)) {
  if (is.null(replacement[[field]])) {
    write(sprintf("<MiningField name=\"%s\"/>", field))
  } else {
    write(sprintf("<MiningField name=\"%s\" missingValueReplacement=\"%s\" missingValueTreatment=\"%s\"/>", field, replacement[[field]],
                  if (field == "savings") "asMode" else "asMedian"))
  }
}
close_tag("MiningSchema")
open("Output")
write("<OutputField name=\"probability_bad\" optype=\"continuous\" dataType=\"double\" feature=\"probability\" value=\"bad\"/>")
open("OutputField name=\"decision\" optype=\"categorical\" dataType=\"string\" feature=\"decision\"")
decide <- function(limit, yes, no) {
  open("Apply function=\"if\"")
  write(sprintf("<Apply function=\"lessThan\"><FieldRef field=\"probability_bad\"/><Constant dataType=\"double\">%s</Constant></Apply>", limit))
  write(sprintf("<Constant dataType=\"string\">%s</Constant>", yes))
  if (is.function(no)) no() else write(sprintf("<Constant dataType=\"string\">%s</Constant>", no))
  close_tag("Apply")
}
open("Apply function=\"if\"")
open("Apply function=\"and\"")
write("<Apply function=\"greaterThan\"><FieldRef field=\"amount\"/><Constant dataType=\"integer\">12000</Constant></Apply>")
write("<Apply function=\"lessThan\"><FieldRef field=\"probability_bad\"/><Constant dataType=\"double\">0.5</Constant></Apply>")
close_tag("Apply")
write("<Constant dataType=\"string\">review</Constant>")
decide("0.25", "accept", function() decide("0.5", "review", "decline"))
close_tag("Apply")
close_tag("OutputField")
close_tag("Output")

open("Segmentation multipleModelMethod=\"modelChain\"")

# Segment 1: the scorecard.
open("Segment id=\"reasons\"")
write("<True/>")
open("Scorecard modelName=\"reasons\" functionName=\"regression\" initialScore=\"", initial, "\" useReasonCodes=\"true\" reasonCodeAlgorithm=\"pointsBelow\"")
schema(c("status", "duration", "history", "amount", "savings", "age"))
open("Output")
write("<OutputField name=\"credit_score\" optype=\"continuous\" dataType=\"double\" feature=\"predictedValue\"/>")
for (rank in 1:3) write(sprintf("<OutputField name=\"reason_%d\" optype=\"categorical\" dataType=\"string\" feature=\"reasonCode\" rank=\"%d\"/>", rank, rank))
close_tag("Output")
open("Characteristics")
cut_points <- list(duration = c(12, 24, 36), amount = c(2000, 5000, 10000))
for (name in names(card_data)[-1]) {
  points <- points_of(name)
  open(sprintf("Characteristic name=\"%s\" reasonCode=\"%s\" baselineScore=\"%s\"", name, name, max(points)))
  for (i in seq_along(points)) {
    open(sprintf("Attribute partialScore=\"%s\"", points[i]))
    if (name %in% names(cut_points)) {
      if (i <= length(cut_points[[name]])) simple(name, "lessOrEqual", cut_points[[name]][i]) else write("<True/>")
    } else {
      simple(name, "equal", names(points)[i])
    }
    close_tag("Attribute")
  }
  close_tag("Characteristic")
}
close_tag("Characteristics")
close_tag("Scorecard")
close_tag("Segment")

# Segment 2: the boosted trees.
node <- function(tree, index) {
  variable <- tree[[1]][index + 1]
  if (variable == -1) return(invisible())
  name <- boost$var.names[variable + 1]
  code <- tree[[2]][index + 1]
  child <- function(to, predicate) {
    score <- tree[[8]][to + 1]
    leaf <- tree[[1]][to + 1] == -1
    open("Node", if (leaf) sprintf(" score=\"%s\"", number(score)))
    predicate()
    node(tree, to)
    close_tag("Node")
  }
  left <- tree[[3]][index + 1]
  right <- tree[[4]][index + 1]
  missing <- tree[[5]][index + 1]
  if (boost$var.type[variable + 1] == 0) {
    child(left, function() simple(name, "lessThan", number(code)))
    child(right, function() simple(name, "greaterOrEqual", number(code)))
  } else {
    direction <- boost$c.splits[[code + 1]]
    names_of <- boost$var.levels[[variable + 1]]
    child(left, function() in_set(name, names_of[direction == -1]))
    child(right, function() in_set(name, names_of[direction == 1]))
    # Levels that the node never saw go where missing values go.
    if (any(direction == 0)) child(missing, function() in_set(name, names_of[direction == 0]))
  }
}
open("Segment id=\"boost\"")
write("<True/>")
open("MiningModel modelName=\"boosted trees\" functionName=\"regression\"")
inputs <- c(setdiff(features, c("age_band", "burden")), "age")
schema(inputs)
open("Output")
write("<OutputField name=\"log_odds\" optype=\"continuous\" dataType=\"double\" feature=\"predictedValue\" isFinalResult=\"false\"/>")
close_tag("Output")
open("Targets")
write(sprintf("<Target rescaleConstant=\"%s\"/>", number(boost$initF)))
close_tag("Targets")
open("Segmentation multipleModelMethod=\"sum\"")
for (i in seq_along(boost$trees)) {
  open(sprintf("Segment id=\"%d\"", i))
  write("<True/>")
  open("TreeModel functionName=\"regression\" splitCharacteristic=\"multiSplit\"")
  schema(inputs)
  open("Node")
  write("<True/>")
  node(boost$trees[[i]], 0)
  close_tag("Node")
  close_tag("TreeModel")
  close_tag("Segment")
}
close_tag("Segmentation")
close_tag("MiningModel")
close_tag("Segment")

# Segment 3: from log-odds to the class.
open("Segment id=\"class\"")
write("<True/>")
open("RegressionModel functionName=\"classification\" normalizationMethod=\"logit\"")
schema("log_odds", "<MiningField name=\"risk\" usageType=\"target\"/>")
write("<RegressionTable targetCategory=\"bad\" intercept=\"0\"><NumericPredictor name=\"log_odds\" coefficient=\"1\"/></RegressionTable>")
write("<RegressionTable targetCategory=\"good\" intercept=\"0\"/>")
close_tag("RegressionModel")
close_tag("Segment")
close_tag("Segmentation")
close_tag("MiningModel")
close_tag("PMML")
close(out)

# What R itself predicts, for the verification.
score <- initial + rowSums(sapply(names(card_data)[-1], function(name) points_of(name)[as.character(card_data[[name]])]))
probability <- 1 / (1 + exp(-log_odds))
decision <- ifelse(data$amount > 12000 & probability < 0.5, "review",
                   ifelse(probability < 0.25, "accept", ifelse(probability < 0.5, "review", "decline")))
write.csv(data.frame(risk = ifelse(probability > 0.5, "bad", "good"), probability_bad = number(probability), credit_score = score, decision = decision),
          "../expected.csv", row.names = FALSE, quote = FALSE)
