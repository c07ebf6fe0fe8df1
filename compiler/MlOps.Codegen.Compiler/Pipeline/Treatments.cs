namespace MlOps.Codegen.Compiler.Pipeline;

/// <summary>PMML 4.4, MiningSchema: <c>outliers</c>.</summary>
public enum OutlierTreatment
{
    /// <summary>Values are used as they are.</summary>
    AsIs,

    /// <summary>Values outside are treated as missing.</summary>
    AsMissingValues,

    /// <summary>Values outside become the nearest limit.</summary>
    AsExtremeValues,
}

/// <summary>PMML 4.4, MiningSchema: <c>missingValueTreatment</c>. All but one say how the replacement was found, for people.</summary>
public enum MissingValueTreatment
{
    /// <summary>The value is used as it is.</summary>
    AsIs,

    /// <summary>The replacement is the mean.</summary>
    AsMean,

    /// <summary>The replacement is the mode.</summary>
    AsMode,

    /// <summary>The replacement is the median.</summary>
    AsMedian,

    /// <summary>The replacement is some value.</summary>
    AsValue,

    /// <summary>A missing value makes the whole result invalid.</summary>
    ReturnInvalid,
}

/// <summary>PMML 4.4, MiningSchema: <c>invalidValueTreatment</c>.</summary>
public enum InvalidValueTreatment
{
    /// <summary>An invalid value makes the whole result missing.</summary>
    ReturnInvalid,

    /// <summary>The value is used as it is.</summary>
    AsIs,

    /// <summary>The value is treated as missing.</summary>
    AsMissing,

    /// <summary>The value is replaced by <c>invalidValueReplacement</c>.</summary>
    AsValue,
}

/// <summary>PMML 4.4, MiningSchema: <c>usageType</c>.</summary>
public enum UsageType
{
    /// <summary>An input.</summary>
    Active,

    /// <summary>What is predicted.</summary>
    Target,

    /// <summary>Only described.</summary>
    Supplementary,

    /// <summary>Groups rows.</summary>
    Group,

    /// <summary>Orders rows.</summary>
    Order,

    /// <summary>Weights rows by frequency.</summary>
    FrequencyWeight,

    /// <summary>Weights rows in training.</summary>
    AnalysisWeight,
}
