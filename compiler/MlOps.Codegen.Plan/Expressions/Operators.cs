namespace MlOps.Codegen.Plan.Expressions;

/// <summary>Operations on one operand. Where a result is not a finite number by mathematics, it is missing, unless stated.</summary>
/// <remarks>
/// Infinities come from inputs, constants and <see cref="ToFloat32"/> only: they can be compared and passed on. Of a plan that
/// <see cref="PlanBuilder"/> built, arithmetic stays within the range of its type, integers included: where it might not, an operand
/// is bounded first (<see cref="Ranges.ArithmeticBounds"/>).
/// </remarks>
public enum UnaryOperator
{
    /// <summary>Boolean: true for false, false for true.</summary>
    Not,

    /// <summary>Any type to boolean: true where the operand is missing, otherwise false. Never missing.</summary>
    IsMissing,

    /// <summary>Integer or double: the sign changed.</summary>
    Negate,

    /// <summary>Integer or double: the magnitude.</summary>
    Abs,

    /// <summary>Double: the largest whole number not above the operand.</summary>
    Floor,

    /// <summary>Double: the smallest whole number not below the operand.</summary>
    Ceiling,

    /// <summary>
    /// Double: e to the operand. It saturates, because engines disagree beyond: below −708 it is 0, above 709 it is e^709.
    /// </summary>
    Exp,

    /// <summary>Double: the natural logarithm; missing for 0 and below.</summary>
    Ln,

    /// <summary>Double: the logarithm to base ten; missing for 0 and below.</summary>
    Log10,

    /// <summary>Double: the square root; missing below 0.</summary>
    Sqrt,

    /// <summary>Double, radians: the sine.</summary>
    Sin,

    /// <summary>Double, radians: the cosine.</summary>
    Cos,

    /// <summary>Double, radians: the tangent.</summary>
    Tan,

    /// <summary>Double: the arc sine in radians; missing outside −1…1.</summary>
    Asin,

    /// <summary>Double: the arc cosine in radians; missing outside −1…1.</summary>
    Acos,

    /// <summary>Double: the arc tangent in radians.</summary>
    Atan,

    /// <summary>Integer to double, rounding to nearest; boolean to 1 or 0; a double is left as it is.</summary>
    ToDouble,

    /// <summary>
    /// Double to integer, towards zero; missing beyond ±2^63. Boolean to 1 or 0. Date to days since 1970-01-01, time to seconds
    /// since midnight, date-time to seconds since 1970-01-01T00:00:00.
    /// </summary>
    ToInteger,

    /// <summary>Double to the nearest binary32 value, ties to even, held as a double. Beyond binary32's range it is ±infinity.</summary>
    ToFloat32,

    /// <summary>
    /// To text: an integer in decimal digits, a boolean as <c>true</c> or <c>false</c>, text as it is. Of a double the shortest
    /// digits that read back as the same number, in the form of Java's <c>Double.toString</c>.
    /// </summary>
    ToText,

    /// <summary>Text of the form <c>yyyy-MM-dd</c>, years 1 to 9999, to the date; missing where it is no date.</summary>
    ToDate,
}

/// <summary>Operations on two operands of one type; of their range speaks <see cref="UnaryOperator"/>.</summary>
public enum BinaryOperator
{
    /// <summary>Integer or double: the difference.</summary>
    Subtract,

    /// <summary>Integer or double: the product.</summary>
    Multiply,

    /// <summary>Double: the quotient; missing where the divisor is 0.</summary>
    Divide,

    /// <summary>Integer: the quotient rounded towards zero; missing where the divisor is 0.</summary>
    IntegerDivide,

    /// <summary>
    /// Double: the left operand to the power of the right. 0 to a negative power, and a negative number to a power that is not
    /// whole, are missing; anything to the power 0 is 1.
    /// </summary>
    Power,

    /// <summary>To boolean: whether the operands are equal. Text is compared by code point, trailing blanks count.</summary>
    Equal,

    /// <summary>To boolean: whether the operands differ.</summary>
    NotEqual,

    /// <summary>To boolean, for numbers and calendar types: whether left is below right.</summary>
    Less,

    /// <summary>To boolean, for numbers and calendar types: whether left is below or equal to right.</summary>
    LessOrEqual,

    /// <summary>To boolean, for numbers and calendar types: whether left is above right.</summary>
    Greater,

    /// <summary>To boolean, for numbers and calendar types: whether left is above or equal to right.</summary>
    GreaterOrEqual,
}

/// <summary>Operations on a list of operands of one type.</summary>
public enum NaryOperator
{
    /// <summary>Boolean, Kleene's: false where any is false; otherwise missing where any is missing; otherwise true.</summary>
    And,

    /// <summary>Boolean, Kleene's: true where any is true; otherwise missing where any is missing; otherwise false.</summary>
    Or,

    /// <summary>Integer or double: the sum, added from left to right.</summary>
    Add,

    /// <summary>Integer or double: the smallest; missing where any is missing.</summary>
    Min,

    /// <summary>Integer or double: the largest; missing where any is missing.</summary>
    Max,

    /// <summary>Any type: the first that is not missing; missing where all are.</summary>
    Coalesce,

    /// <summary>Text: one after the other; missing where any is missing.</summary>
    Concat,
}

/// <summary>Functions of text and calendar values. Positions count UTF-16 code units from 1.</summary>
public enum ScalarFunction
{
    /// <summary>(text) → text: simple lower-case mapping of each code point, independent of language.</summary>
    Lower,

    /// <summary>(text) → text: simple upper-case mapping of each code point, independent of language.</summary>
    Upper,

    /// <summary>(text) → text: without the characters up to U+0020 at both ends.</summary>
    Trim,

    /// <summary>(text) → integer: how many UTF-16 code units.</summary>
    Length,

    /// <summary>
    /// (text, integer start, integer length) → text: the part from the start; missing where it lies outside the text, or would have
    /// half of a surrogate pair.
    /// </summary>
    Substring,

    /// <summary>
    /// (text, literal pattern) → boolean: whether the regular expression (<see cref="Text.PortablePattern"/>) occurs anywhere in the text.
    /// </summary>
    Matches,

    /// <summary>
    /// (text, literal pattern, literal replacement) → text: every occurrence replaced, from left to right, the first alternative that
    /// leads to a match being taken; in the replacement <c>$1</c> to <c>$9</c> name groups, <c>$0</c> the occurrence, and <c>$$</c> is a
    /// dollar sign.
    /// </summary>
    ReplaceAll,

    /// <summary>
    /// (text, literal text, not empty) → integer: how often the second occurs in the first, from left to right, no two occurrences
    /// sharing a character.
    /// </summary>
    Occurrences,

    /// <summary>
    /// (text, literal from, literal to) → text: each UTF-16 code unit that stands in the second text is replaced by the one at the same
    /// place of the third, or left out where the third is shorter. Neither has surrogates, and no unit stands twice in the second.
    /// </summary>
    Translate,

    /// <summary>
    /// (text, double or integer, or several of one of them; literal form, literal integer seed, literal integer bits) → integer: a hash of
    /// 32 bits cut to as many bits, plus 1 (<see cref="Text.KeyHash"/>). Several are hashed as one. Numbers go as the bytes that the form names; missing where the form does not hold the number.
    /// </summary>
    Hash,

    /// <summary>
    /// (text) → double: the number in single precision that the text stands for, as ML.NET reads it: 0 for a blank text, missing where there
    /// is none.
    /// </summary>
    ReadSingle,

    /// <summary>(double or integer, literal format) → text: C's <c>printf</c> with one <c>%d</c>, <c>%f</c> or <c>%e</c>.</summary>
    FormatNumber,

    /// <summary>(date, time or date-time, literal format) → text: the fields of POSIX <c>strftime</c>.</summary>
    FormatDateTime,
}
