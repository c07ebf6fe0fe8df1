namespace MlOps.Codegen;

/// <summary>How the values of a field may be used (PMML 4.4, DataDictionary, <c>optype</c>).</summary>
public enum OpType
{
    /// <summary>Values are labels: only equality is meaningful.</summary>
    Categorical,

    /// <summary>Values are labels with an order.</summary>
    Ordinal,

    /// <summary>Values are quantities.</summary>
    Continuous,
}
