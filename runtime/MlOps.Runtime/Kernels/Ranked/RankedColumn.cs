namespace MlOps.Runtime.Kernels;

/// <summary>What a column of a block holds.</summary>
internal enum RankedColumnKind
{
    /// <summary>Ranks; a missing value is below all thresholds.</summary>
    MissingLow,

    /// <summary>Ranks; a missing value is above all thresholds.</summary>
    MissingHigh,

    /// <summary>0 where there is a value, 1 where it is missing.</summary>
    Absence,

    /// <summary>Of a category's code, the byte of a set that has its bit.</summary>
    SetByte,

    /// <summary>Of a category's code, its bit inside the byte.</summary>
    SetBit,

    /// <summary>0 where a set has the category, 1 otherwise; a missing value is in the set.</summary>
    OutsideMissingIn,

    /// <summary>0 where a set has the category, 1 otherwise; a missing value is outside.</summary>
    OutsideMissingOut,
}

/// <summary>A column of a block.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Feature">The feature that it is made from.</param>
/// <param name="Set">The set that it is about; −1 for others.</param>
internal readonly record struct RankedColumn(RankedColumnKind Kind, int Feature, int Set = -1);
