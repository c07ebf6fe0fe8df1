using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Train;

// Trains a model with ML.NET, saves it, and writes what ML.NET itself predicts.
if (args is not [var data, var modelFile, var predictions])
{
    Console.Error.WriteLine("usage: Train APPLICATIONS.csv MODEL.zip PREDICTIONS.csv");
    return 2;
}

var ml = new MLContext(seed: 1);
IDataView loans = ml.Data.LoadFromTextFile<Loan>(data, separatorChar: ',', hasHeader: true, allowQuoting: true);
InputOutputColumnPair[] categories =
    [.. new[] { "status", "history", "purpose", "savings", "employment", "housing" }.Select(name => new InputOutputColumnPair(name))];
IEstimator<ITransformer> pipeline = ml.Transforms.Conversion.MapValue("Label", new Dictionary<string, bool> { ["bad"] = true, ["good"] = false }, "risk")
    .Append(ml.Transforms.Categorical.OneHotEncoding(categories))
    .Append(ml.Transforms.NormalizeLogMeanVariance("amount"))
    .Append(ml.Transforms.Concatenate("Features", [.. categories.Select(pair => pair.OutputColumnName), "duration", "amount", "installment_rate", "age"]))
    .Append(ml.BinaryClassification.Trainers.FastTree(numberOfTrees: 60, numberOfLeaves: 8));

ITransformer model = pipeline.Fit(loans);
ml.Model.Save(model, loans.Schema, modelFile);

using StreamWriter writer = File.CreateText(predictions);
writer.WriteLine("PredictedLabel,Score,Probability");
foreach (Answer answer in ml.Data.CreateEnumerable<Answer>(model.Transform(loans), reuseRowObject: true))
{
    // A float as the double that it is: every digit counts.
    string label = answer.PredictedLabel ? "true" : "false";
    writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{label},{(double)answer.Score:R},{(double)answer.Probability:R}"));
}

Console.WriteLine($"{modelFile}: 60 trees over {((VectorDataViewType)model.GetOutputSchema(loans.Schema)["Features"].Type).Size} features");
return 0;
