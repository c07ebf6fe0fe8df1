using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Compiler.Pipeline.Predicates;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>PMML's enumerations that several elements share, with JPMML's <c>x-</c> words.</summary>
internal static class Keywords
{
    public static readonly KeywordSet<OpType> OpType = new(
        ("categorical", Codegen.OpType.Categorical),
        ("ordinal", Codegen.OpType.Ordinal),
        ("continuous", Codegen.OpType.Continuous));

    public static readonly KeywordSet<DeclaredType> DataType = new(
    [
        ("string", new DeclaredType(Codegen.DataType.String)),
        ("integer", new DeclaredType(Codegen.DataType.Integer)),
        ("float", new DeclaredType(Codegen.DataType.Float)),
        ("double", new DeclaredType(Codegen.DataType.Double)),
        ("boolean", new DeclaredType(Codegen.DataType.Boolean)),
        ("date", new DeclaredType(Codegen.DataType.Date)),
        ("time", new DeclaredType(Codegen.DataType.Time)),
        ("dateTime", new DeclaredType(Codegen.DataType.DateTime)),
        ("timeSeconds", new DeclaredType(Codegen.DataType.Integer, null, TimeUnit.Seconds)),
        .. Epochs("dateDaysSince", TimeUnit.DaysSince),
        .. Epochs("dateTimeSecondsSince", TimeUnit.SecondsSince),
    ]);

    public static readonly KeywordSet<Closure> Closure = new(
        ("openOpen", Pipeline.Closure.OpenOpen),
        ("openClosed", Pipeline.Closure.OpenClosed),
        ("closedOpen", Pipeline.Closure.ClosedOpen),
        ("closedClosed", Pipeline.Closure.ClosedClosed));

    public static readonly KeywordSet<ValueProperty> ValueProperty = new(
        ("valid", Pipeline.ValueProperty.Valid),
        ("invalid", Pipeline.ValueProperty.Invalid),
        ("missing", Pipeline.ValueProperty.Missing));

    public static readonly KeywordSet<OutlierTreatment> OutlierTreatment = new(
        ("asIs", Pipeline.OutlierTreatment.AsIs),
        ("asMissingValues", Pipeline.OutlierTreatment.AsMissingValues),
        ("asExtremeValues", Pipeline.OutlierTreatment.AsExtremeValues));

    public static readonly KeywordSet<MissingValueTreatment> MissingValueTreatment = new(
        ("asIs", Pipeline.MissingValueTreatment.AsIs),
        ("asMean", Pipeline.MissingValueTreatment.AsMean),
        ("asMode", Pipeline.MissingValueTreatment.AsMode),
        ("asMedian", Pipeline.MissingValueTreatment.AsMedian),
        ("asValue", Pipeline.MissingValueTreatment.AsValue),
        ("returnInvalid", Pipeline.MissingValueTreatment.ReturnInvalid),
        ("x-returnInvalid", Pipeline.MissingValueTreatment.ReturnInvalid));

    public static readonly KeywordSet<InvalidValueTreatment> InvalidValueTreatment = new(
        ("returnInvalid", Pipeline.InvalidValueTreatment.ReturnInvalid),
        ("asIs", Pipeline.InvalidValueTreatment.AsIs),
        ("asMissing", Pipeline.InvalidValueTreatment.AsMissing),
        ("asValue", Pipeline.InvalidValueTreatment.AsValue));

    public static readonly KeywordSet<UsageType> UsageType = new(
        ("active", Pipeline.UsageType.Active),
        ("predicted", Pipeline.UsageType.Target),
        ("target", Pipeline.UsageType.Target),
        ("supplementary", Pipeline.UsageType.Supplementary),
        ("group", Pipeline.UsageType.Group),
        ("order", Pipeline.UsageType.Order),
        ("frequencyWeight", Pipeline.UsageType.FrequencyWeight),
        ("analysisWeight", Pipeline.UsageType.AnalysisWeight));

    public static readonly KeywordSet<MiningFunction> MiningFunction = new(
        ("regression", Pipeline.MiningFunction.Regression),
        ("classification", Pipeline.MiningFunction.Classification),
        ("clustering", Pipeline.MiningFunction.Clustering),
        ("associationRules", Pipeline.MiningFunction.AssociationRules),
        ("sequences", Pipeline.MiningFunction.Sequences),
        ("timeSeries", Pipeline.MiningFunction.TimeSeries),
        ("mixed", Pipeline.MiningFunction.Mixed));

    public static readonly KeywordSet<MathContext> MathContext = new(
        ("double", Pipeline.MathContext.Double),
        ("float", Pipeline.MathContext.Float));

    public static readonly KeywordSet<CastInteger> CastInteger = new(
        ("round", Pipeline.CastInteger.Round),
        ("ceiling", Pipeline.CastInteger.Ceiling),
        ("floor", Pipeline.CastInteger.Floor));

    public static readonly KeywordSet<SimpleOperator> SimpleOperator = new(
        ("equal", Pipeline.Predicates.SimpleOperator.Equal),
        ("notEqual", Pipeline.Predicates.SimpleOperator.NotEqual),
        ("lessThan", Pipeline.Predicates.SimpleOperator.LessThan),
        ("lessOrEqual", Pipeline.Predicates.SimpleOperator.LessOrEqual),
        ("greaterThan", Pipeline.Predicates.SimpleOperator.GreaterThan),
        ("greaterOrEqual", Pipeline.Predicates.SimpleOperator.GreaterOrEqual),
        ("isMissing", Pipeline.Predicates.SimpleOperator.IsMissing),
        ("isNotMissing", Pipeline.Predicates.SimpleOperator.IsNotMissing));

    public static readonly KeywordSet<bool> SetOperator = new(("isIn", true), ("isNotIn", false));

    public static readonly KeywordSet<CompoundOperator> CompoundOperator = new(
        ("and", Pipeline.Predicates.CompoundOperator.And),
        ("or", Pipeline.Predicates.CompoundOperator.Or),
        ("xor", Pipeline.Predicates.CompoundOperator.Xor),
        ("surrogate", Pipeline.Predicates.CompoundOperator.Surrogate));

    public static readonly KeywordSet<LocalTermWeights> LocalTermWeights = new(
        ("termFrequency", Pipeline.Expressions.LocalTermWeights.TermFrequency),
        ("binary", Pipeline.Expressions.LocalTermWeights.Binary),
        ("logarithmic", Pipeline.Expressions.LocalTermWeights.Logarithmic),
        ("augmentedNormalizedTermFrequency", Pipeline.Expressions.LocalTermWeights.AugmentedNormalizedTermFrequency));

    public static readonly KeywordSet<CountHits> CountHits = new(
        ("allHits", Pipeline.Expressions.CountHits.AllHits),
        ("bestHits", Pipeline.Expressions.CountHits.BestHits));

    private static IEnumerable<(string Word, DeclaredType Type)> Epochs(string name, TimeUnit unit)
    {
        foreach (int year in (int[])[0, 1960, 1970, 1980])
        {
            yield return ($"{name}[{year}]", new DeclaredType(Codegen.DataType.Integer, year, unit));
        }

        foreach (int year in (int[])[1990, 2000, 2010, 2020])
        {
            yield return ($"x-{name}[{year}]", new DeclaredType(Codegen.DataType.Integer, year, unit));
        }
    }
}
